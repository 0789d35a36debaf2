import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/** One row per person, model version and snapshot. `reasons`: the features that moved the score most, with their shares. */
export const scoresTable: TableDefinition = {
  name: 'scores',
  columns: [
    ['model', 'LowCardinality(String)'],
    ['version', 'LowCardinality(String)'],
    ['snapshot', 'LowCardinality(String)'],
    ['as_of', "DateTime64(3, 'UTC')"],
    ['profile_id', 'UInt64'],
    ['score', 'Float64'],
    ['percentile', 'Float32'],
    ['reasons', 'Array(Tuple(feature LowCardinality(String), contribution Float32))'],
  ],
  engine: 'Replacing',
  orderBy: ['profile_id', 'model', 'snapshot'],
};

/** One row per person of a round, also for those who get nothing: what could have been chosen, what was, and why. */
export const decisionsTable: TableDefinition = {
  name: 'decisions',
  columns: [
    ['decision_id', 'UUID'],
    ['program', 'LowCardinality(String)'],
    ['round', 'UInt32'],
    ['profile_id', 'UInt64'],
    ['as_of', "DateTime64(3, 'UTC')"],
    ['group', 'LowCardinality(String)'],
    ['offer', 'LowCardinality(String)'],
    ['channel', 'LowCardinality(String)'],
    ['score', 'Float64'],
    ['value_minor', 'Float64'],
    ['cost_minor', 'Float64'],
    ['propensity', 'Float64'],
    [
      'candidates',
      'Array(Tuple(offer LowCardinality(String), channel LowCardinality(String), value_minor Float32, cost_minor Float32))',
    ],
    ['reasons', 'String CODEC(ZSTD(3))'],
  ],
  engine: 'Replacing',
  orderBy: ['program', 'round', 'profile_id'],
};

/**
 * The same with the fence of the lease it was planned under: of two plans of one round the later holder's stays, whichever
 * was written last. A plan depends on what is left of the coupons, so one that is made again may differ.
 */
export const fencedDecisionsTable: TableDefinition = {
  ...decisionsTable,
  columns: [...decisionsTable.columns, ['fence', 'UInt64']],
  version: 'fence',
  settings: { index_granularity: 512 },
};
