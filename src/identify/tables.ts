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
