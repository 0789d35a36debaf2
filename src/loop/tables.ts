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
    ['candidates', 'Array(Tuple(offer LowCardinality(String), channel LowCardinality(String), value_minor Float32, cost_minor Float32))'],
    ['reasons', 'String CODEC(ZSTD(3))'],
  ],
  engine: 'Replacing',
  orderBy: ['program', 'round', 'profile_id'],
};

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
