import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/** `written_at` is the engine's own clock: the watermark of the identify job runs on it. */
export const linksTable: TableDefinition = {
  name: 'identity_links',
  columns: [
    ['key_a', 'UInt64'],
    ['key_b', 'UInt64'],
    ['event_id', 'UUID'],
    ['written_at', "DateTime64(3, 'UTC')"],
  ],
  engine: 'Replacing',
  version: 'written_at',
  orderBy: ['key_a', 'key_b'],
};

export const identifiersTable: TableDefinition = {
  name: 'identifiers',
  columns: [
    ['id_key', 'UInt64'],
    ['type', 'LowCardinality(String)'],
    ['value', 'String'],
    ['first_seen', "SimpleAggregateFunction(min, DateTime64(3, 'UTC'))"],
    ['last_seen', "SimpleAggregateFunction(max, DateTime64(3, 'UTC'))"],
  ],
  engine: 'Aggregating',
  orderBy: ['id_key', 'type', 'value'],
};

export const identityTable: TableDefinition = {
  name: 'identity',
  columns: [
    ['id_key', 'UInt64'],
    ['profile_id', 'UInt64'],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['id_key'],
};

export const mergesTable: TableDefinition = {
  name: 'identity_merges',
  columns: [
    ['version', 'UInt64'],
    ['merged_at', "DateTime64(3, 'UTC')"],
    ['from_profile', 'UInt64'],
    ['into_profile', 'UInt64'],
    ['key_a', 'UInt64'],
    ['key_b', 'UInt64'],
    ['event_id', 'UUID'],
  ],
  engine: 'Replacing',
  orderBy: ['version', 'from_profile'],
};

/**
 * Two identifiers that belong together and the first fact that says so. `key` is the stronger end of an event's star.
 * `written_at` is the engine's own clock at the first sight: the identify job runs on it.
 */
export const edgesTable: TableDefinition = {
  name: 'identity_edges',
  columns: [
    ['key', 'UInt64'],
    ['other', 'UInt64'],
    ['rule', 'LowCardinality(String)'],
    ['first', "SimpleAggregateFunction(min, Tuple(ts DateTime64(3, 'UTC'), event_id UUID, source String))"],
    ['last_seen', "SimpleAggregateFunction(max, DateTime64(3, 'UTC'))"],
    ['written_at', "SimpleAggregateFunction(min, DateTime64(3, 'UTC'))"],
  ],
  engine: 'Aggregating',
  orderBy: ['key', 'other', 'rule'],
  indexes: [
    'INDEX by_other other TYPE bloom_filter(0.01) GRANULARITY 1',
    'INDEX by_arrival written_at TYPE minmax GRANULARITY 1',
  ],
};

const identityColumns: TableDefinition['columns'] = [
  ['id_key', 'UInt64'],
  ['profile_id', 'UInt64'],
  ['version', 'UInt64'],
];

/** The map, `identity` of the first version with indexes; `identity_next` is what a rebuild writes before they change places. */
export const mapTable = (name: string): TableDefinition => ({
  name,
  columns: identityColumns,
  engine: 'Replacing',
  version: 'version',
  orderBy: ['id_key'],
  indexes: [
    // rows that replace each other differ here: only for queries that look the candidates up again
    'INDEX by_profile profile_id TYPE bloom_filter(0.01) GRANULARITY 1',
    'INDEX by_version version TYPE minmax GRANULARITY 1',
  ],
});

/**
 * Up to which version `identity_map` surely holds the map everywhere (`version`: the load before the last), and up to
 * which the last load went (`loaded`). Later changes are in `identity_recent`. One row counts: the last.
 */
export const baseTable: TableDefinition = {
  name: 'identity_base',
  columns: [
    ['one', 'UInt8'],
    ['version', 'UInt64'],
    ['loaded', 'UInt64'],
    ['turn', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'turn',
  orderBy: ['one'],
};

/** Whose an identifier was before it passed on, [from_ms, to_ms] in event time. */
export const tenuresTable: TableDefinition = {
  name: 'identity_tenures',
  columns: [
    ['id_key', 'UInt64'],
    ['from_ms', 'Int64'],
    ['to_ms', 'Int64'],
    ['profile_id', 'UInt64'],
    ['gone', 'UInt8'],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['id_key', 'from_ms'],
};

/** Links that were not admitted, with the reason; an empty reason: admitted since. */
export const refusedTable: TableDefinition = {
  name: 'identity_refused',
  columns: [
    ['key_a', 'UInt64'],
    ['key_b', 'UInt64'],
    ['rule', 'LowCardinality(String)'],
    ['reason', 'LowCardinality(String)'],
    ['link_at', "DateTime64(3, 'UTC')"],
    ['event_id', 'UUID'],
    ['noted_at', "DateTime64(3, 'UTC')"],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['key_a', 'key_b', 'rule'],
  indexes: ['INDEX by_other key_b TYPE bloom_filter(0.01) GRANULARITY 1'],
};

/** Scratch of a rebuild: identifiers whose links have to be judged one by one. */
export const doubtfulTable: TableDefinition = {
  name: 'identity_doubtful',
  columns: [['id_key', 'UInt64']],
  engine: 'Plain',
  orderBy: ['id_key'],
};

/** Identifiers seen with too many people to be anybody's. */
export const hubsTable: TableDefinition = {
  name: 'identity_hubs',
  columns: [
    ['id_key', 'UInt64'],
    ['noted_at', "DateTime64(3, 'UTC')"],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['id_key'],
};

/** The record of what became of whom: `merged` (a profile went into another) or `split` (part of one left it). Never deleted. */
export const changesTable: TableDefinition = {
  name: 'identity_changes',
  columns: [
    ['version', 'UInt64'],
    ['at', "DateTime64(3, 'UTC')"],
    ['kind', 'LowCardinality(String)'],
    ['from_profile', 'UInt64'],
    ['into_profile', 'UInt64'],
    ['key_a', 'UInt64'],
    ['key_b', 'UInt64'],
    ['rule', 'LowCardinality(String)'],
    ['event_id', 'UUID'],
    ['link_at', "DateTime64(3, 'UTC')"],
  ],
  engine: 'Replacing',
  orderBy: ['version', 'from_profile', 'into_profile'],
};
