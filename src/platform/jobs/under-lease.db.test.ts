import { expect, test, vi } from 'vitest';
import { testStores } from '#platform/testing.ts';
import type { Postgres } from '../db/postgres/client.ts';
import { type Lease, takeLease } from './lease.ts';
import { underLease } from './under-lease.ts';

const { postgres } = await testStores();
await postgres.query('CREATE TABLE written (by text)');

const held = async (name: string, ttlMs = 60_000): Promise<Lease> => {
  const lease = await takeLease({ postgres, name, ttlMs });
  if (lease === undefined) throw new Error(`${name} is held`);
  return lease;
};
const expire = (name: string): Promise<unknown> =>
  postgres.query(`UPDATE leases SET expires_at = '-infinity' WHERE name = $1`, [name]);
const write = (pg: Postgres, by: string): Promise<unknown> => pg.query('INSERT INTO written VALUES ($1)', [by]);
const writers = async (): Promise<unknown> =>
  (await postgres.query<{ by: string }>('SELECT by FROM written ORDER BY by')).map(({ by }) => by);

test('the holder writes; whoever held it before is refused, and what it had begun leaves nothing', async () => {
  const stale = await held('changed hands');
  const old = underLease(postgres, stale);
  await write(old, 'first');
  await expire('changed hands');
  const next = await held('changed hands');
  await write(underLease(postgres, next), 'second');
  await expect(write(old, 'late')).rejects.toMatchObject({ code: 'lease_lost' });
  await expect(old.tx((pg) => write(pg, 'later'))).rejects.toMatchObject({ code: 'lease_lost' });
  await expect(old.queryOne('SELECT 1')).rejects.toMatchObject({ code: 'lease_lost' });
  expect(await writers()).toEqual(['first', 'second']);
  await Promise.all([stale.release(), next.release()]);
});

test('a lease does not change hands in the middle of a write, nor does a write stop its renewal', async () => {
  const lease = await held('writing', 300);
  await underLease(postgres, lease).tx(async (pg) => {
    await expire('writing');
    expect(await takeLease({ postgres, name: 'writing', ttlMs: 300 })).toBeUndefined();
    await vi.waitFor(async () => {
      const renewed = await postgres.queryOne(`SELECT FROM leases WHERE name = 'writing' AND expires_at > now()`);
      expect(renewed).toBeDefined();
    }, 20_000);
    await pg.query('SELECT 1');
  });
  await lease.release();
});

test('a writer that stands still is undone, and keeps nobody waiting longer than its lease would have', async () => {
  const lease = await held('standing still', 400);
  let wake = (): void => {};
  const asleep = new Promise<void>((resolve) => (wake = resolve));
  const writing = underLease(postgres, lease).tx(async (pg) => {
    await write(pg, 'asleep');
    await asleep;
    await write(pg, 'awake');
  });
  const next = await vi.waitFor(async () => {
    await expire('standing still');
    return held('standing still', 400);
  }, 20_000);
  wake();
  await expect(writing).rejects.toMatchObject({ code: 'lease_lost' });
  expect(await writers()).not.toContain('asleep');
  await Promise.all([lease.release(), next.release()]);
});
