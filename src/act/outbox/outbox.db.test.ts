import { beforeEach, describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { publishChanges, type Change } from '../changes.ts';
import type { AddressedMessage, Channel, SendResult } from '../channels/channel.ts';
import { simulatedChannel } from '../channels/simulated.ts';
import { actMigrations } from '../migrations.ts';
import { drainOutbox } from './drain.ts';
import { enqueue } from './enqueue.ts';
import { claimDue, markSending, recoverAbandoned } from './lease.ts';
import { recordReports } from './reports.ts';
import { resolveUncertain } from './resolve-uncertain.ts';
import { aMessage } from './testing.ts';

const { postgres, clock } = await testStores({ migrations: { clickhouse: [], postgres: actMigrations } });
const start = clock.now();

beforeEach(async () => {
  clock.set(start);
  await postgres.query('TRUNCATE outbox_messages, act_changes');
});

const aChannel = (over: Partial<Channel> = {}): Channel & { readonly got: AddressedMessage[] } => {
  const got: AddressedMessage[] = [];
  const inbox = simulatedChannel({ deliver: async (messages) => void got.push(...messages) });
  return { ...inbox, ...over, got };
};
const answering = (result: SendResult, idempotent = true): Channel =>
  aChannel({ idempotent, send: async (batch) => batch.map(() => result) });
const drain = (channel: Channel, leaseMs?: number) =>
  drainOutbox({ postgres, clock, channels: new Map([['test', channel]]) }, leaseMs === undefined ? {} : { leaseMs });
const statusOf = async (key: string): Promise<unknown> =>
  (await postgres.queryOne<{ status: string }>('SELECT status FROM outbox_messages WHERE key = $1', [key]))?.status;
const heard = async (): Promise<Change[]> => {
  const all: Change[] = [];
  await publishChanges({ postgres, publish: async (changes) => void all.push(...changes) });
  return all;
};
const keys = (count: number): string[] => Array.from({ length: count }, (_, i) => `m-${i}`);

describe('sending', () => {
  test('what was enqueued twice is sent once, and the log hears of it once', async () => {
    const channel = aChannel();
    expect(await enqueue(postgres, [aMessage('a'), aMessage('b')])).toBe(2);
    expect(await enqueue(postgres, [aMessage('a', { title: 'other' })])).toBe(0);
    expect(await drain(channel)).toEqual({ sent: 2, retried: 0, failed: 0, uncertain: 0, suppressed: 0, postponed: 0 });
    expect(await drain(channel)).toEqual({ sent: 0, retried: 0, failed: 0, uncertain: 0, suppressed: 0, postponed: 0 });
    expect(channel.got.map(({ key, title }) => [key, title])).toEqual([
      ['a', 'Come back'],
      ['b', 'Come back'],
    ]);
    expect(
      (await heard()).map(({ name, properties }) => [name, properties['message_id'], properties['offer']]),
    ).toEqual([
      ['$message_sent', 'a', 'voucher30'],
      ['$message_sent', 'b', 'voucher30'],
    ]);
  });

  test('who says no before the message leaves does not get it, is not asked again, and the log hears why', async () => {
    const channel = aChannel();
    await enqueue(postgres, [aMessage('a'), aMessage('b')]);
    const drained = await drainOutbox({
      postgres,
      clock,
      channels: new Map([['test', channel]]),
      refusals: async (_channel, messages) => messages.map(({ key }) => (key === 'b' ? 'no consent' : undefined)),
      unsubscribeUrlOf: (_channel, { key }) => `https://gyre.test/unsubscribe/${key}`,
    });
    expect(drained).toEqual({ sent: 1, retried: 0, failed: 0, uncertain: 0, suppressed: 1, postponed: 0 });
    expect(channel.got.map(({ key, unsubscribeUrl }) => [key, unsubscribeUrl])).toEqual([
      ['a', 'https://gyre.test/unsubscribe/a'],
    ]);
    expect(await statusOf('b')).toBe('suppressed');
    expect((await heard()).map(({ name, properties }) => [name, properties['error']])).toEqual([
      ['$message_sent', null],
      ['$message_suppressed', 'no consent'],
    ]);
    expect((await drain(channel)).sent).toBe(0);
  });

  test('when nobody can say who said no, nothing is sent and everything is tried again', async () => {
    const channel = aChannel({ idempotent: false });
    await enqueue(postgres, [aMessage('a')]);
    const blind = { refusals: () => Promise.reject(new Error('the log is away')) };
    const channels = new Map([['test', channel]]);
    await expect(drainOutbox({ postgres, clock, channels, ...blind }, { leaseMs: 1 })).rejects.toThrow('away');
    expect(channel.got).toEqual([]);
    expect((await drain(channel)).sent).toBe(1);
  });

  test('eight drains at once send each of 2,000 messages once', async () => {
    const channel = aChannel();
    await enqueue(
      postgres,
      keys(2_000).map((key) => aMessage(key)),
    );
    await Promise.all(Array.from({ length: 8 }, () => drain(channel)));
    expect(channel.got).toHaveLength(2_000);
    expect(new Set(channel.got.map(({ key }) => key)).size).toBe(2_000);
  });

  test('a message for tomorrow morning waits until then', async () => {
    const channel = aChannel();
    await enqueue(postgres, [aMessage('a', { sendAfter: '2026-01-02T08:00:00Z' })]);
    expect((await drain(channel)).sent).toBe(0);
    clock.set(new Date('2026-01-02T08:00:00Z'));
    expect((await drain(channel)).sent).toBe(1);
  });

  test('a person without an address is told of as failed and holds up nobody', async () => {
    const channel = aChannel();
    await enqueue(postgres, [aMessage('a'), aMessage('b')]);
    const deps = {
      postgres,
      clock,
      channels: new Map([['test', channel]]),
      addressesOf: async () => [undefined, 'b@example.com'],
    };
    expect(await drainOutbox(deps)).toMatchObject({ sent: 1, failed: 1 });
    expect(channel.got.map(({ address }) => address)).toEqual(['b@example.com']);
  });
});

describe('failing', () => {
  test('a failed try is repeated after 30 s, then 60 s, and after eight tries it is a dead letter', async () => {
    const channel = answering({ type: 'retry', error: 'busy' });
    await enqueue(postgres, [aMessage('a')]);
    expect(await drain(channel)).toMatchObject({ retried: 1 });
    expect(await drain(channel)).toMatchObject({ retried: 0 });
    clock.set(new Date(start.getTime() + 30_000));
    expect(await drain(channel)).toMatchObject({ retried: 1 });
    clock.set(new Date(start.getTime() + 89_000));
    expect(await drain(channel)).toMatchObject({ retried: 0 });
    for (let hour = 1; hour <= 6; hour++) {
      clock.set(new Date(start.getTime() + hour * 3_700_000));
      await drain(channel);
    }
    expect(await statusOf('a')).toBe('failed');
    expect((await heard()).map(({ name, properties }) => [name, properties['error']])).toEqual([
      ['$message_failed', 'busy'],
    ]);
  });

  test('who asks for a longer pause gets it', async () => {
    const channel = answering({ type: 'retry', error: 'HTTP 429', afterMs: 600_000 });
    await enqueue(postgres, [aMessage('a')]);
    expect(await drain(channel)).toMatchObject({ retried: 1 });
    clock.set(new Date(start.getTime() + 599_000));
    expect(await drain(channel)).toMatchObject({ retried: 0 });
    clock.set(new Date(start.getTime() + 600_000));
    expect(await drain(channel)).toMatchObject({ retried: 1 });
  });

  test('a refused message is not tried again', async () => {
    await enqueue(postgres, [aMessage('a')]);
    expect(await drain(answering({ type: 'rejected', error: 'no such user' }))).toMatchObject({ failed: 1 });
    expect(await statusOf('a')).toBe('failed');
  });

  test.each([
    [true, 'queued'],
    [false, 'uncertain'],
  ])('a channel that throws (idempotent: %s) leaves the message %s', async (idempotent, status) => {
    const channel = aChannel({ idempotent, send: () => Promise.reject(new Error('broken')) });
    await enqueue(postgres, [aMessage('a')]);
    await drain(channel);
    expect(await statusOf('a')).toBe(status);
  });
});

describe('dying', () => {
  const args = { postgres, channel: 'test', lease: 'dead', leaseMs: 1 };
  const abandon = async (sending: boolean): Promise<void> => {
    await enqueue(postgres, [aMessage('a')]);
    await claimDue({ ...args, leaseMs: 60_000 }, { now: start, limit: 1 });
    if (sending) await markSending(args, ['a']);
    await postgres.query(`UPDATE outbox_messages SET lease_until = clock_timestamp() - interval '1 s'`);
  };

  test.each([
    ['claimed', false, true, 'sent'],
    ['claimed', false, false, 'sent'],
    ['sending', true, true, 'sent'],
    ['sending', true, false, 'uncertain'],
  ])('what a dead process left %s (idempotent: %s, %s) ends %s', async (_, sending, idempotent, status) => {
    await abandon(sending);
    await drain(aChannel({ idempotent }));
    expect(await statusOf('a')).toBe(status);
  });

  test('a process that was merely slow cannot send what another has taken up', async () => {
    await abandon(false);
    expect(await markSending(args, ['a'])).toEqual(new Set());
    await recoverAbandoned({ ...args, now: start }, false);
    await claimDue({ ...args, lease: 'alive', leaseMs: 60_000 }, { now: start, limit: 1 });
    expect(await markSending(args, ['a'])).toEqual(new Set());
    expect(await markSending({ ...args, lease: 'alive' }, ['a'])).toEqual(new Set(['a']));
  });

  test('an uncertain message is never sent again by itself', async () => {
    await abandon(true);
    const channel = aChannel({ idempotent: false });
    await drain(channel);
    clock.set(new Date(start.getTime() + 86_400_000));
    await drain(channel);
    expect(channel.got).toEqual([]);
  });

  test('a person settles what is uncertain: it had been sent, or it shall be sent again', async () => {
    await abandon(true);
    const channel = aChannel({ idempotent: false });
    await drain(channel);
    expect(await resolveUncertain({ postgres, clock }, { keys: ['a'], as: 'queued' })).toBe(1);
    expect(await drain(channel)).toMatchObject({ sent: 1 });
    expect(await resolveUncertain({ postgres, clock }, { keys: ['a'], as: 'sent' })).toBe(0);
    await postgres.query(`UPDATE outbox_messages SET status = 'uncertain'`);
    await heard();
    expect(await resolveUncertain({ postgres, clock }, { keys: ['a'], as: 'sent' })).toBe(1);
    expect((await heard()).map(({ name }) => name)).toEqual(['$message_sent']);
  });
});

test('reports become events of the person who got the message; a message nobody sent is named', async () => {
  await enqueue(postgres, [aMessage('a')]);
  await drain(aChannel());
  await heard();
  const at = '2026-01-01T01:00:00Z';
  const reports = [
    { messageId: 'a', status: 'clicked' as const, at },
    { messageId: 'a', status: 'clicked' as const, at: '2026-01-01T02:00:00Z' },
    { messageId: 'x', status: 'opened' as const, at },
  ];
  expect(await recordReports(postgres, reports)).toEqual({ accepted: 2, unknown: ['x'] });
  const first = await heard();
  expect(first).toMatchObject([
    { name: '$message_clicked', profileId: '7', at: new Date(at), properties: { offer: 'voucher30', round: 1 } },
  ]);
  await recordReports(postgres, reports);
  expect((await heard()).map(({ eventId }) => eventId)).toEqual(first.map(({ eventId }) => eventId));
});
