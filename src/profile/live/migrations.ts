import { createTable } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';
import { frozenTable, journalTable, keysTable, membersTable, sizesTable, touchedTable } from './tables.ts';

export const liveMigration: Migration = {
  id: 'profile_0002_audiences',
  statements: ({ topology }) =>
    [membersTable, touchedTable, keysTable, journalTable, sizesTable, frozenTable].flatMap((table) =>
      createTable(table, topology),
    ),
};

export const liveStateMigration: Migration = {
  id: 'profile_0002_audience_state',
  statements: [
    // one row: how far the passes are. pending: a run whose journal is whole and not yet told
    `CREATE TABLE audience_state (
       only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
       at timestamptz NOT NULL, swept_at timestamptz NOT NULL, hourly_at timestamptz NOT NULL,
       identity_version numeric NOT NULL, version bigint NOT NULL, pending uuid, pending_at timestamptz)`,
    // hash: of the whole meaning of the audience, what it leans on included
    `CREATE TABLE audience_filled (
       name text PRIMARY KEY, hash text NOT NULL, filled_at timestamptz NOT NULL, seconds real NOT NULL DEFAULT 0)`,
    `CREATE TABLE audience_freezes (
       audience text NOT NULL, frozen_at timestamptz NOT NULL, as_of timestamptz NOT NULL, name text NOT NULL DEFAULT '',
       size bigint NOT NULL, made_by text NOT NULL, condition text NOT NULL, PRIMARY KEY (audience, frozen_at))`,
  ],
};

export const exportsMigration: Migration = {
  id: 'profile_0003_audience_exports',
  statements: [
    // who took whom out of the house, and with what
    `CREATE TABLE audience_exports (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, audience text NOT NULL, at timestamptz NOT NULL,
       people bigint NOT NULL, made_by text NOT NULL, asked jsonb NOT NULL)`,
  ],
};
