import { expect, test } from 'vitest';
import { manualClock, seededRandom, silentLogger } from '#platform';
import { platformMigrations } from '#platform/migrations.ts';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { collectMigrations } from '../migrations.ts';
import { sipHash64 } from './sip-hash.ts';
import { createTombstones, erasedSql } from './tombstones.ts';

const { clickhouse, postgres } = await testStores({
  migrations: allMigrations([platformMigrations, collectMigrations]),
});
const deps = { clickhouse, postgres, clock: manualClock(new Date('2026-01-01T00:00:00Z')), log: silentLogger() };
const secret = 'a secret of at least 32 characters!';

const random = seededRandom('sip');
const anyKey = (): bigint =>
  (BigInt(random.int(2 ** 31)) << 33n) | (BigInt(random.int(2 ** 31)) << 2n) | BigInt(random.int(4));

test('the hash is the engine’s own, for any number and key', async () => {
  for (let i = 0; i < 20; i++) {
    const [k0, k1] = [anyKey(), anyKey()];
    const numbers = [0n, 1n, 2n ** 64n - 1n, ...Array.from({ length: 50 }, anyKey)];
    const rows = await clickhouse.query<{ hash: string }>(
      'SELECT sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), arrayJoin({numbers:Array(UInt64)})) AS hash',
      { k0, k1, numbers },
    );
    expect(rows.map(({ hash }) => BigInt(hash))).toEqual(numbers.map(sipHash64({ k0, k1 })));
  }
});

test('a tombstone holds here at once, in another process when it looks, in the engine, and until it is lifted', async () => {
  const [here, there] = [createTombstones({ ...deps, secret }), createTombstones({ ...deps, secret })];
  await there.refresh();
  expect(there.any()).toBe(false);
  await here.set(['18446744073709551615', '7'], '00000000-0000-4000-8000-000000000001');
  expect([here.has(['1', '7']), here.has(['1', '8']), there.has(['7'])]).toEqual([true, false, false]);
  await there.refresh();
  expect(there.has(['18446744073709551615'])).toBe(true);
  const inEngine = async (): Promise<readonly string[]> => {
    const { sql, params } = erasedSql('keys', here.key);
    const rows = await clickhouse.query<{ k: string }>(
      `SELECT toString(keys[1]) AS k FROM (SELECT [toUInt64(arrayJoin([7, 8, 18446744073709551615]))] AS keys) WHERE ${sql} ORDER BY k`,
      params,
    );
    return rows.map(({ k }) => k);
  };
  expect(await inEngine()).toEqual(['18446744073709551615', '7']);
  expect(await there.lift(['7', '8'])).toBe(1);
  expect(await inEngine()).toEqual(['18446744073709551615']);
  await here.refresh();
  expect(here.has(['7'])).toBe(false);
  await Promise.all([here.close(), there.close()]);
});

test('what is kept tells nobody who was erased: another secret gives other marks, and no mark is a key', async () => {
  const [one, other] = [createTombstones({ ...deps, secret }), createTombstones({ ...deps, secret: `${secret}!` })];
  await postgres.query('TRUNCATE tombstones');
  await one.set(['7'], '00000000-0000-4000-8000-000000000001');
  const marks = await one.marks();
  await other.refresh();
  expect([marks.length, marks.includes('7'), other.has(['7'])]).toEqual([1, false, false]);
  await Promise.all([one.close(), other.close()]);
});
