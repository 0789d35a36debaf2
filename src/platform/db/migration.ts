import { createHash } from 'node:crypto';
import type { Topology } from './clickhouse/ddl.ts';

/** What a migration may depend on: where it runs. */
export type MigrationContext = {
  readonly topology: Topology;
  /** The ClickHouse database, for what must name it in full (dictionaries, views). */
  readonly database: string;
  /** For dictionaries, which read through a connection of their own. */
  readonly clickhouse: { readonly user: string; readonly password: string };
};

/**
 * One step forwards; there are none back. `id` is unique over all rooms and never changes: `collect_0001_events`.
 * PostgreSQL applies a step whole or not at all. ClickHouse has no transactions: a step that was cut short runs again
 * from its start, so its statements must bear repeating (`IF NOT EXISTS`, `EXCHANGE`, …).
 */
export type Migration = {
  readonly id: string;
  readonly statements: readonly string[] | ((context: MigrationContext) => readonly string[]);
};

export type Migrations = { readonly clickhouse: readonly Migration[]; readonly postgres: readonly Migration[] };

export const statementsOf = ({ statements }: Migration, context: MigrationContext): readonly string[] =>
  typeof statements === 'function' ? statements(context) : statements;

/** Of the statements as they would be in one fixed place, so that a new password or cluster changes nothing. */
export const checksumOf = (migration: Migration): string =>
  createHash('sha256').update(statementsOf(migration, nowhere).join(';\n')).digest('hex').slice(0, 16);

const nowhere: MigrationContext = {
  topology: { type: 'single' },
  database: 'gyre',
  clickhouse: { user: 'user', password: 'password' },
};

/** The migrations of several rooms as one list, in the order of the rooms. */
export const allMigrations = (rooms: readonly Partial<Migrations>[]): Migrations => ({
  clickhouse: rooms.flatMap((room) => room.clickhouse ?? []),
  postgres: rooms.flatMap((room) => room.postgres ?? []),
});
