import { beforeEach, describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import type { AddressedMessage, SendResult } from '../channels/channel.ts';
import { simulatedChannel } from '../channels/simulated.ts';
import { actMigrations } from '../migrations.ts';
import { claimWithinDay } from './day-capacity.ts';
import { type DrainDeps, drainOutbox } from './drain.ts';
import { enqueue } from './enqueue.ts';
import { messagesWaiting } from './messages-waiting.ts';
import { aMessage } from './testing.ts';

const { postgres, clock } = await testStores({ migrations: { clickhouse: [], postgres: actMigrations } });

/** Noon of 1 January and the midnight after it, in Shanghai. */
const noon = new Date('2026-01-01T04:00:00Z');
const midnight = new Date('2026-01-01T16:00:00Z');
const nextMidnight = new Date('2026-01-02T16:00:00Z');

const got: AddressedMessage[] = [];
const inbox = simulatedChannel({ deliver: async (messages) => void got.push(...messages) });

beforeEach(async () => {
  clock.set(noon);
  got.length = 0;
  await postgres.query('TRUNCATE outbox_messages, act_changes');
});

const drain = (perDay: number, over: Partial<DrainDeps> = {}) =>
  drainOutbox(
    {
      postgres,
      clock,
      channels: new Map([['test', inbox]]),
      capacityOf: () => ({ perDay, timeZone: 'Asia/Shanghai' }),
      ...over,
    },
    { batchSize: 20 },
  );
const queue = (count: number, round = 1): Promise<number> =>
  enqueue(
    postgres,
    Array.from({ length: count }, (_, i) => aMessage(`${round}-${i}`, { round, queuedAt: noon.toISOString() })),
  );
const waiting = (round = 1) => messagesWaiting(postgres, { program: 'repurchase', round, now: clock.now() });

describe('a channel with a capacity per day', () => {
  test('sends that many, and the rest waits until the next day begins where the brand is', async () => {
    await queue(130);
    expect(await drain(50)).toMatchObject({ sent: 50, postponed: 80 });
    expect(await waiting()).toEqual({ messages: 80, until: midnight });
    clock.set(new Date(midnight.getTime() - 1));
    expect(await drain(50)).toMatchObject({ sent: 0, postponed: 0 });

    clock.set(midnight);
    expect(await drain(50)).toMatchObject({ sent: 50, postponed: 30 });
    expect(await waiting()).toEqual({ messages: 30, until: nextMidnight });
    clock.set(nextMidnight);
    expect(await drain(50)).toMatchObject({ sent: 30, postponed: 0 });
    expect(await waiting()).toBeUndefined();
    expect(got).toHaveLength(130);
    expect(new Set(got.map(({ key }) => key)).size).toBe(130);
  });

  test('sends no more than that when eight drain at once, and everything once in the end', async () => {
    await queue(300);
    await Promise.all(Array.from({ length: 8 }, () => drain(130)));
    expect(got).toHaveLength(130);
    clock.set(midnight);
    await Promise.all(Array.from({ length: 8 }, () => drain(1_000)));
    expect(got).toHaveLength(300);
    expect(new Set(got.map(({ key }) => key)).size).toBe(300);
  });

  test('counts all rounds and programs together', async () => {
    await queue(30, 1);
    await drain(50);
    await queue(30, 2);
    expect(await drain(50)).toMatchObject({ sent: 20, postponed: 10 });
    expect(await waiting(1)).toBeUndefined();
    expect(await waiting(2)).toEqual({ messages: 10, until: midnight });
  });

  test('gives the place of who said no, or could not be reached, to somebody else', async () => {
    await queue(100);
    const refusals: DrainDeps['refusals'] = async (_, messages) =>
      messages.map(({ key }) => (Number(key.split('-')[1]) % 2 === 0 ? 'no consent' : undefined));
    const { sent, suppressed } = await drain(20, { refusals });
    expect(sent).toBe(20);
    expect(suppressed).toBeGreaterThan(0);
  });

  test('counts what may have gone out, since nobody knows', async () => {
    const unsure = {
      ...inbox,
      send: async (batch: readonly AddressedMessage[]): Promise<readonly SendResult[]> =>
        batch.map(() => ({ type: 'uncertain', error: 'the line broke' })),
    };
    await queue(4, 1);
    expect(await drain(5, { channels: new Map([['test', unsure]]) })).toMatchObject({ uncertain: 4 });
    await queue(4, 2);
    expect(await drain(5)).toMatchObject({ sent: 1, postponed: 3 });
  });

  test('a process that died with claims in hand takes no place from anybody for good', async () => {
    await queue(30);
    const claim = { postgres, channel: 'test', lease: 'dead', leaseMs: 60_000 };
    const capacity = { perDay: 10, timeZone: 'Asia/Shanghai' };
    expect((await claimWithinDay(claim, { now: noon, limit: 10, capacity })).claimed).toHaveLength(10);
    // while it may live its claims have their places
    expect(await drain(10)).toMatchObject({ sent: 0, postponed: 0 });
    await postgres.query(`UPDATE outbox_messages SET lease_until = clock_timestamp() WHERE status = 'claimed'`);
    expect(await drain(10)).toMatchObject({ sent: 10, postponed: 20 });
    expect(new Set(got.map(({ key }) => key)).size).toBe(10);
  });

  test('waits for what another process is sending, and does not put it off for nothing', async () => {
    await queue(10);
    let inner = 0;
    const slow = {
      ...inbox,
      send: async (batch: readonly AddressedMessage[]): Promise<readonly SendResult[]> => {
        inner = (await drain(5)).postponed;
        return batch.map(() => ({ type: 'rejected', error: 'no such user' }));
      },
    };
    await drain(5, { channels: new Map([['test', slow]]) });
    expect(inner).toBe(0);
    expect(got).toEqual([]);
    expect(await waiting()).toBeUndefined();
  });
});
