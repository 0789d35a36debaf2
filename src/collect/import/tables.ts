import { createTable, type TableDefinition } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';
import { eventColumns } from '../log-event.ts';
import { eventsTable } from '../tables.ts';

/** Staged rows live for one import; what a power cut loses of them is read again, so no fsync and no merges. */
const passing = {
  fsync_after_insert: 0,
  fsync_part_directory: 0,
  max_bytes_to_merge_at_max_space_in_pool: 1,
  parts_to_delay_insert: 100_000,
  parts_to_throw_insert: 100_000,
};

/** The lines of what is imported, as text in UTF-8. `print` is a 64-bit fingerprint of a row's content. */
const linesTable: TableDefinition = {
  name: 'import_lines',
  columns: [
    ['run', 'UUID'],
    ['n', 'UInt64 CODEC(Delta, LZ4)'],
    ['line', 'String'],
    ['print', 'UInt64'],
  ],
  engine: 'Plain',
  partitionBy: 'run',
  orderBy: ['n'],
  settings: passing,
};

/** Rows whose content stood before in the same import: k is 2 for the second, 3 for the third, … */
const repeatsTable: TableDefinition = {
  name: 'import_repeats',
  columns: [
    ['run', 'UUID'],
    ['n', 'UInt64'],
    ['k', 'UInt32'],
  ],
  engine: 'Plain',
  partitionBy: 'run',
  orderBy: ['n'],
  settings: passing,
};

/** Identifiers that Gyre read itself: their values as they stand in a chunk's rows, and as the log keeps them. */
const peopleTable: TableDefinition = {
  name: 'import_people',
  columns: [
    ['run', 'UUID'],
    ['chunk', 'UInt32'],
    ['type', 'LowCardinality(String)'],
    ['value', 'String'],
    ['stored', 'String'],
  ],
  engine: 'Plain',
  partitionBy: 'run',
  orderBy: ['chunk', 'type', 'value'],
  settings: passing,
};

/** Rows that cannot be events, on their way to the sealed quarantine. */
const refusedTable: TableDefinition = {
  name: 'import_refused',
  columns: [
    ['run', 'UUID'],
    ['chunk', 'UInt32'],
    ['row_id', 'UUID'],
    ['name', 'LowCardinality(String)'],
    ['reason', 'LowCardinality(String)'],
    ['detail', 'String'],
    ['body', 'String'],
  ],
  engine: 'Plain',
  partitionBy: 'run',
  orderBy: ['chunk', 'row_id'],
  settings: passing,
};

export const stagingTables = [linesTable, repeatsTable, peopleTable, refusedTable] as const;

const typeOf = (column: string): string =>
  (eventsTable.columns.find(([name]) => name === column)?.[1] ?? 'String').replace(/ (CODEC|DEFAULT).*$/, '');

/** The engine's fork: what a chunk's SELECT gives is computed once and goes either way, both under the insert's token. */
const fork: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS import_fork (run UUID, chunk UInt32, reason LowCardinality(String), detail String, body String,
   ${eventColumns.map((column) => `${column} ${typeOf(column)}`).join(', ')}) ENGINE = Null`,
  `CREATE MATERIALIZED VIEW IF NOT EXISTS events_of_imports TO events
   AS SELECT ${eventColumns.join(', ')} FROM import_fork WHERE reason = ''`,
  `CREATE MATERIALIZED VIEW IF NOT EXISTS refused_of_imports TO import_refused
   AS SELECT run, chunk, event_id AS row_id, name, reason, detail, body FROM import_fork WHERE reason != ''`,
];

export const importMigration: Migration = {
  id: 'collect_0004_import',
  statements: [
    // on the server that Gyre speaks to, also when that is one of a cluster: staged rows never leave it
    ...stagingTables.flatMap((table) => createTable(table, { type: 'single' })),
    ...fork,
  ],
};

export const importRunsMigration: Migration = {
  id: 'collect_0004_imports',
  statements: [
    // one row an import: what it reads, how far it is, what came of it
    `CREATE TABLE imports (
      id uuid PRIMARY KEY,
      key text NOT NULL, title text NOT NULL, by_whom text,
      source text NOT NULL, mapping jsonb, reading jsonb NOT NULL,
      state text NOT NULL CHECK (state IN ('reading', 'read', 'writing', 'done', 'failed', 'discarded')),
      attempt integer NOT NULL DEFAULT 0,
      segments jsonb NOT NULL DEFAULT '[]',
      lines bigint NOT NULL DEFAULT 0, bytes bigint NOT NULL DEFAULT 0,
      chunks integer, done_chunks integer[] NOT NULL DEFAULT '{}',
      report jsonb, cursor text, error text,
      received_at timestamptz NOT NULL, started_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz
    )`,
    `CREATE INDEX imports_latest ON imports (started_at DESC)`,
    `CREATE INDEX imports_of_key ON imports (key, started_at DESC)`,
  ],
};

export const importKnownMigration: Migration = {
  id: 'collect_0006_import_known',
  statements: ['ALTER TABLE imports ADD COLUMN known jsonb'],
};
