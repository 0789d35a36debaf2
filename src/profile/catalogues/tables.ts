import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/** Products, stores, staff: what events name by an id. The last version of an entry stands; `removed` 1: there is none. */
export const entitiesTable: TableDefinition = {
  name: 'entities',
  columns: [
    ['catalogue', 'LowCardinality(String)'],
    ['id', 'String'],
    ['attributes', 'Map(LowCardinality(String), String)'],
    ['removed', 'UInt8'],
    ['version', 'UInt64 DEFAULT toUnixTimestamp64Micro(now64(6))'],
    ['updated_at', "DateTime64(3, 'UTC')"],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['catalogue', 'id'],
};
