import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/** One row per person of a measured round: what really happened between the decision and the horizon. */
export const outcomesTable: TableDefinition = {
  name: 'outcomes',
  columns: [
    ['program', 'LowCardinality(String)'],
    ['round', 'UInt32'],
    ['profile_id', 'UInt64'],
    ['group', 'LowCardinality(String)'],
    ['chosen', 'UInt8'],
    ['reached', 'UInt8'],
    ['clicked', 'UInt8'],
    ['claimed', 'UInt8'],
    ['redeemed', 'UInt8'],
    ['orders', 'UInt32'],
    ['gmv_minor', 'Float64'],
    ['margin_minor', 'Float64'],
    ['cost_minor', 'Float64'],
    ['margin_before_minor', 'Float64'],
    ['measured_at', "DateTime64(3, 'UTC')"],
  ],
  engine: 'Replacing',
  version: 'measured_at',
  orderBy: ['program', 'round', 'profile_id'],
};
