import { expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { appMigrations } from '../migrations.ts';
import { personColumns } from './clickhouse-sweep.ts';

const { clickhouse, postgres } = await testStores({ migrations: appMigrations });

/** Numbers of 64 bits that name nobody: counts, versions, fingerprints of lines. */
const nobodys = new Set(['version', 'loaded', 'turn', 'events', 'n', 'print', 'size', 'people', 'mark', 'fence']);

test('every 64-bit number of the engine’s tables is known to name a person or to name nobody, so that none is forgotten in an erasure', async () => {
  const rows = await clickhouse.query<{ table: string; name: string; type: string }>(
    `SELECT table, name, type FROM system.columns WHERE database = currentDatabase() AND type IN ('UInt64', 'Array(UInt64)')
       AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree') ORDER BY ALL`,
  );
  const undecided = rows.filter(
    ({ table, name, type }) =>
      !(type === 'UInt64' && (personColumns.some((each) => each === name) || nobodys.has(name))) &&
      // other people's events lose these names in `forgetEvents`
      `${table}.${name}` !== 'events.id_keys',
  );
  expect(undecided).toEqual([]);
});

test('every number of PostgreSQL that could be a key is known to be one or not to be', async () => {
  const rows = await postgres.query<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'numeric' AND column_name != 'identity_version' ORDER BY 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'contacts.id_key',
    'identity_cuts.key_a',
    'identity_cuts.key_b',
    'tombstones.mark',
  ]);
});

test('what is only counted says when, whence and how many, and of nobody, so it may outlive an erasure', async () => {
  const counts = [
    'arrivals_per_minute',
    'plan_violations_per_minute',
    'quality_per_hour',
    'audience_sizes',
    'tag_sizes',
  ];
  const rows = await clickhouse.query<{ table: string; columns: readonly string[] }>(
    `SELECT table, groupArray(name) AS columns FROM system.columns
     WHERE database = currentDatabase() AND table IN {counts:Array(String)} GROUP BY table`,
    { counts },
  );
  expect(rows).toHaveLength(counts.length);
  const when = ['minute', 'hour', 'at', 'last_received', 'counted_at', 'noted_at'];
  const whence = ['source', 'name', 'property', 'what', 'audience', 'tag', 'meaning', 'value'];
  const howMany = ['events', 'people', 'size', 'lateness'];
  const allowed = new Set([...when, ...whence, ...howMany]);
  expect(rows.flatMap(({ columns }) => columns.filter((name) => !allowed.has(name)))).toEqual([]);
});
