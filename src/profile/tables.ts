import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/** One row per person and snapshot: the declared features as of the snapshot's time, in the snapshot's order of names. */
export const featureRowsTable: TableDefinition = {
  name: 'feature_rows',
  columns: [
    ['snapshot', 'LowCardinality(String)'],
    ['profile_id', 'UInt64'],
    ['as_of', "DateTime64(3, 'UTC')"],
    ['values', 'Array(Float32)'],
  ],
  engine: 'Replacing',
  orderBy: ['snapshot', 'profile_id'],
};
