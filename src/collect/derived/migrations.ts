import { createTable, localName, onCluster } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';
import { derivedPeopleTable, derivedStageTable, derivedTouchedTable } from './tables.ts';

export const derivedMigration: Migration = {
  id: 'collect_0003_derived',
  statements: ({ topology }) => [
    ...[derivedStageTable, derivedTouchedTable, derivedPeopleTable].flatMap((table) => createTable(table, topology)),
    // what arrived since a moment lies in the newest parts: the smallest and largest time of each says which to open
    `ALTER TABLE ${localName('events', topology)}${onCluster(topology)} ADD INDEX IF NOT EXISTS by_arrival received_at TYPE minmax GRANULARITY 8`,
  ],
};

export const derivedStateMigration: Migration = {
  id: 'collect_0003_derived_state',
  statements: [
    `CREATE TABLE derivation_state (
       only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), at timestamptz NOT NULL, identity_version numeric NOT NULL)`,
    `CREATE TABLE derivation_backfills (
       name text PRIMARY KEY, hash text NOT NULL, buckets integer NOT NULL, done integer NOT NULL DEFAULT 0,
       added bigint NOT NULL DEFAULT 0, retracted bigint NOT NULL DEFAULT 0, finished_at timestamptz)`,
  ],
};
