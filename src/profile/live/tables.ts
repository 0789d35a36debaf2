import type { TableDefinition } from '#platform/db/clickhouse/ddl.ts';

/**
 * Who is in which live audience. People who were never in one have no row; `member` 0 is somebody who left.
 * `since` is the moment of the last change. Small granules: one person's page asks for a few rows of many audiences.
 */
export const membersTable: TableDefinition = {
  name: 'audience_members',
  columns: [
    ['audience', 'LowCardinality(String)'],
    ['profile_id', 'UInt64'],
    ['member', 'UInt8'],
    ['since', "DateTime64(3, 'UTC')"],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['audience', 'profile_id'],
  shardBy: 'profile_id',
  indexes: ['INDEX by_person profile_id TYPE bloom_filter(0.01) GRANULARITY 1'],
  settings: { index_granularity: 2048 },
};

/** Whom a pass must look at again. */
export const touchedTable: TableDefinition = {
  name: 'audience_touched',
  columns: [
    ['run', 'UUID'],
    ['profile_id', 'UInt64'],
    ['staged_at', "DateTime('UTC') DEFAULT now()"],
  ],
  engine: 'Plain',
  orderBy: ['run', 'profile_id'],
  ttl: 'staged_at + INTERVAL 1 HOUR',
};

/** All keys of the people above: what a read of the log by person filters on, since the log is sorted by them. */
export const keysTable: TableDefinition = {
  name: 'audience_keys',
  columns: [
    ['run', 'UUID'],
    ['id_key', 'UInt64'],
    ['staged_at', "DateTime('UTC') DEFAULT now()"],
  ],
  engine: 'Plain',
  orderBy: ['run', 'id_key'],
  ttl: 'staged_at + INTERVAL 1 HOUR',
};

/**
 * What a pass found changed, before anything is told of it. Only a run that PostgreSQL knows as pending or done counts;
 * a pending one is finished from here after a crash. `silent`: no event tells of it.
 */
export const journalTable: TableDefinition = {
  name: 'audience_journal',
  columns: [
    ['run', 'UUID'],
    ['audience', 'LowCardinality(String)'],
    ['profile_id', 'UInt64'],
    ['member', 'UInt8'],
    ['since', "DateTime64(3, 'UTC')"],
    ['silent', 'UInt8'],
    ['staged_at', "DateTime('UTC') DEFAULT now()"],
  ],
  engine: 'Plain',
  orderBy: ['run', 'audience', 'profile_id'],
  ttl: 'staged_at + INTERVAL 7 DAY',
};

/** How many were in an audience at the end of an hour: the history of its size. */
export const sizesTable: TableDefinition = {
  name: 'audience_sizes',
  columns: [
    ['audience', 'LowCardinality(String)'],
    ['hour', "DateTime('UTC')"],
    ['size', 'UInt64'],
    ['noted_at', "DateTime64(3, 'UTC')"],
  ],
  engine: 'Replacing',
  version: 'noted_at',
  orderBy: ['audience', 'hour'],
};

/** Frozen sets: one row per person, audience and time of freezing. */
export const frozenTable: TableDefinition = {
  name: 'audience_frozen',
  columns: [
    ['audience', 'LowCardinality(String)'],
    ['frozen_at', "DateTime64(3, 'UTC')"],
    ['profile_id', 'UInt64'],
  ],
  engine: 'Replacing',
  orderBy: ['audience', 'frozen_at', 'profile_id'],
  shardBy: 'profile_id',
};
