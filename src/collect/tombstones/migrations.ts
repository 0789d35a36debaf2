import { createTable, type TableDefinition } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';

/** The engine's copy of the tombstones, for imports. */
const tombstonesTable: TableDefinition = {
  name: 'tombstones',
  columns: [
    ['mark', 'UInt64'],
    ['lifted', 'UInt8'],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['mark'],
};

/**
 * What an erasure is about while it runs. In memory alone: a mutation's text is kept on disk long after the rows are gone, so it
 * must name nobody; it says `IN (SELECT … FROM erasing_keys)`, and after the end there is nothing there.
 */
const scratch: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS erasing_keys (id_key UInt64) ENGINE = Memory`,
  `CREATE TABLE IF NOT EXISTS erasing_reach (id_key UInt64) ENGINE = Memory`,
  `CREATE TABLE IF NOT EXISTS erasing_events (event_id UUID) ENGINE = Memory`,
  `CREATE TABLE IF NOT EXISTS erasing_rows (row_id UUID) ENGINE = Memory`,
  `CREATE TABLE IF NOT EXISTS erasing_texts (text String) ENGINE = Memory`,
  // other people's events that name the person, as they shall be; the engine joins by no UUID
  `CREATE TABLE IF NOT EXISTS erasing_mended (event_id String, properties String, context String) ENGINE = Join(ANY, LEFT, event_id) SETTINGS persistent = 0`,
];

export const scratchTables = [
  'erasing_keys',
  'erasing_reach',
  'erasing_events',
  'erasing_rows',
  'erasing_texts',
  'erasing_mended',
] as const;

export const tombstonesMigration: Migration = {
  id: 'collect_0005_tombstones',
  statements: ({ topology }) => [
    ...createTable(tombstonesTable, topology),
    // on the server that Gyre speaks to: see docs/privacy.md on clusters
    ...scratch,
  ],
};

export const tombstonesStateMigration: Migration = {
  id: 'collect_0005_tombstones_state',
  statements: [
    // numeric holds an unsigned 64-bit number
    `CREATE TABLE tombstones (mark numeric PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY, erasure uuid, made_at timestamptz NOT NULL)`,
    // what tombstones turned away: a count and nothing else
    `CREATE TABLE tombstone_refusals (day date NOT NULL, source text NOT NULL, events bigint NOT NULL, PRIMARY KEY (day, source))`,
  ],
};
