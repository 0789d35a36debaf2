import { expect, test, vi } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { connectPostgres } from '../db/postgres/client.ts';
import { requireLease, takeLease, waitForLease } from './lease.ts';

const { postgres, urls } = await testStores();

const expire = (name: string): Promise<unknown> =>
  postgres.query(`UPDATE leases SET expires_at = '-infinity' WHERE name = $1`, [name]);

test('of many that ask at once one gets the lease', async () => {
  const asked = await Promise.all(
    Array.from({ length: 20 }, () => takeLease({ postgres, name: 'one', ttlMs: 60_000 })),
  );
  const held = asked.filter((lease) => lease !== undefined);
  expect(held).toHaveLength(1);
  await held[0]?.release();
});

test('under contention two never hold it at once', async () => {
  let holders = 0;
  let mostHolders = 0;
  const fences: number[] = [];
  const contend = async (): Promise<void> => {
    for (let turn = 0; turn < 15; turn += 1) {
      const lease = await takeLease({ postgres, name: 'contended', ttlMs: 10_000 });
      if (lease === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      holders += 1;
      mostHolders = Math.max(mostHolders, holders);
      fences.push(lease.fence);
      await new Promise((resolve) => setTimeout(resolve, 3));
      holders -= 1;
      await lease.release();
    }
  };
  await Promise.all(Array.from({ length: 8 }, contend));
  expect(mostHolders).toBe(1);
  expect(fences).toEqual(fences.map((_, nth) => nth + 1));
});

test('a living holder keeps the lease beyond its time', async () => {
  const lease = await takeLease({ postgres, name: 'long', ttlMs: 1_500 });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(lease?.signal.aborted).toBe(false);
  expect(await takeLease({ postgres, name: 'long', ttlMs: 1_500 })).toBeUndefined();
  await lease?.release();
});

test('a holder that can no longer reach the store stops before another may start', async () => {
  const own = connectPostgres(urls.postgres);
  const lease = await takeLease({ postgres: own, name: 'cut', ttlMs: 2_000 });
  const order: string[] = [];
  lease?.signal.addEventListener('abort', () => order.push('first stops'));
  await own.close();
  const next = await vi.waitFor(
    async () => {
      const taken = await takeLease({ postgres, name: 'cut', ttlMs: 300 });
      if (taken === undefined) throw new Error('still held');
      return taken;
    },
    { timeout: 30_000, interval: 5 },
  );
  order.push('second starts');
  expect(order).toEqual(['first stops', 'second starts']);
  expect(next.fence).toBe((lease?.fence ?? 0) + 1);
  await next.release();
});

test('a holder that was replaced learns it at its next renewal', async () => {
  const lease = await takeLease({ postgres, name: 'replaced', ttlMs: 3_000 });
  await expire('replaced');
  const next = await takeLease({ postgres, name: 'replaced', ttlMs: 60_000 });
  expect(next).toBeDefined();
  await vi.waitFor(() => expect(lease?.signal.aborted).toBe(true), 30_000);
  await lease?.release();
  expect(await takeLease({ postgres, name: 'replaced', ttlMs: 300 })).toBeUndefined();
  await next?.release();
});

test('a former holder’s write is refused by the fence', async () => {
  const lease = await takeLease({ postgres, name: 'fenced', ttlMs: 60_000 });
  if (lease === undefined) throw new Error('free at first');
  await postgres.tx((pg) => requireLease(pg, lease));
  await expire('fenced');
  const next = await takeLease({ postgres, name: 'fenced', ttlMs: 60_000 });
  await expect(postgres.tx((pg) => requireLease(pg, lease))).rejects.toThrow('another process now works on fenced');
  await Promise.all([lease.release(), next?.release()]);
});

test('waiting outlives a holder that died, and gives way to one that lives', async () => {
  const own = connectPostgres(urls.postgres);
  await takeLease({ postgres: own, name: 'waited', ttlMs: 300 });
  await own.close();
  const next = await waitForLease({ postgres, name: 'waited', ttlMs: 1_500 });
  expect(next.fence).toBe(2);
  await expect(waitForLease({ postgres, name: 'waited', ttlMs: 1_500 })).rejects.toThrow(
    'another process works on waited',
  );
  await next.release();
});
