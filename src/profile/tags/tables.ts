import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/**
 * The cuts of ranked tags, each row what was computed from everything before `at`: as of T the last row before T holds.
 * `meaning`: of which wording of the document; see `cutsHash`.
 */
export const thresholdsTable: TableDefinition = {
  name: 'tag_thresholds',
  columns: [
    ['tag', 'LowCardinality(String)'],
    ['meaning', 'String'],
    ['at', "DateTime64(3, 'UTC')"],
    ['cuts', 'Array(Float64)'],
    ['people', 'UInt64'],
    ['computed_at', "DateTime64(3, 'UTC')"],
  ],
  engine: 'Replacing',
  version: 'computed_at',
  orderBy: ['tag', 'meaning', 'at'],
};

/** Which value each person has now, for pages; empty: none any more. Conditions do not read it. */
export const valuesTable: TableDefinition = {
  name: 'profile_tags',
  columns: [
    ['tag', 'LowCardinality(String)'],
    ['profile_id', 'UInt64'],
    ['value', 'LowCardinality(String)'],
    ['since', "DateTime64(3, 'UTC')"],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['tag', 'profile_id'],
  shardBy: 'profile_id',
  indexes: ['INDEX by_person profile_id TYPE bloom_filter(0.01) GRANULARITY 1'],
  settings: { index_granularity: 2048 },
};

/** What a pass found changed, before anything is told of it; as `audience_journal`. */
export const journalTable: TableDefinition = {
  name: 'tag_journal',
  columns: [
    ['run', 'UUID'],
    ['tag', 'LowCardinality(String)'],
    ['profile_id', 'UInt64'],
    ['from_value', 'String'],
    ['to_value', 'String'],
    ['since', "DateTime64(3, 'UTC')"],
    ['silent', 'UInt8'],
    ['staged_at', "DateTime('UTC') DEFAULT now()"],
  ],
  engine: 'Plain',
  orderBy: ['run', 'tag', 'profile_id'],
  ttl: 'staged_at + INTERVAL 7 DAY',
};

/** How many had a value at a time, by a meaning of the tag (its hash). Before a tag was published: as its rule says of then. */
export const sizesTable: TableDefinition = {
  name: 'tag_sizes',
  columns: [
    ['tag', 'LowCardinality(String)'],
    ['meaning', 'String'],
    ['at', "DateTime('UTC')"],
    ['value', 'LowCardinality(String)'],
    ['people', 'UInt64'],
    ['noted_at', "DateTime64(3, 'UTC')"],
  ],
  engine: 'Replacing',
  version: 'noted_at',
  orderBy: ['tag', 'meaning', 'at', 'value'],
};
