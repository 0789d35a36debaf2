import { createTable } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';
import { journalTable, sizesTable, thresholdsTable, valuesTable } from './tables.ts';

export const tagsMigration: Migration = {
  id: 'profile_0003_tags',
  statements: ({ topology }) =>
    [thresholdsTable, valuesTable, journalTable, sizesTable].flatMap((table) => createTable(table, topology)),
};

export const tagsStateMigration: Migration = {
  id: 'profile_0003_tag_state',
  statements: [
    // one row: how far the passes are. pending: a run whose journal is whole and not yet told
    `CREATE TABLE tag_state (
       only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
       at timestamptz NOT NULL, swept_at timestamptz NOT NULL, hourly_at timestamptz NOT NULL,
       identity_version numeric NOT NULL, version bigint NOT NULL, pending uuid, pending_at timestamptz)`,
    // hash: of the whole meaning of the tag, what it leans on included
    `CREATE TABLE tag_filled (name text PRIMARY KEY, hash text NOT NULL, filled_at timestamptz NOT NULL)`,
  ],
};
