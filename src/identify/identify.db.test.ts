import { describe, expect, test } from 'vitest';
import { silentLogger } from '#platform';
import { testStores } from '#platform/testing.ts';
import { allMigrations } from '#platform/db/migration.ts';
import { collectMigrations, createCollector, createContactBook, createEventLog, createPseudonymizer } from '#collect';
import { identifyAll } from './identify.ts';
import { identifyMigrations } from './migrations.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([collectMigrations, identifyMigrations]),
});
const pseudonymizer = createPseudonymizer('a secret of at least 32 characters!');
const collector = createCollector({
  ...createEventLog({ clickhouse, clock, log: silentLogger(), secret: 'a secret' }),
  clock,
  contacts: createContactBook(postgres, 'a secret of at least 32 characters!'),
  pseudonymizer,
});
const deps = { clickhouse, postgres, clock };
const send = (...messages: readonly object[]) => collector.batch({ messages, source: 'test', shared: {} });
const peopleOf = async (events: string): Promise<string[]> =>
  (
    await clickhouse.query<{ profile_id: string }>(
      'SELECT DISTINCT profile_id FROM people_events WHERE name = {events:String} ORDER BY 1',
      { events },
    )
  ).map((row) => row.profile_id);

describe('OneID', () => {
  test('what a person did before signing in is theirs after it', async () => {
    await send(
      { type: 'track', event: 'm1_viewed', anonymousId: 'browser-1', messageId: 'a1' },
      { type: 'track', event: 'm1_paid', userId: 'u1', messageId: 'a2' },
    );
    await identifyAll(deps);
    expect(await peopleOf('m1_viewed')).not.toEqual(await peopleOf('m1_paid'));
    await send({ type: 'identify', userId: 'u1', anonymousId: 'browser-1', messageId: 'a3' });
    expect((await identifyAll(deps)).merges).toBe(1);
    expect(await peopleOf('m1_viewed')).toEqual(await peopleOf('m1_paid'));
  });

  test('one account with two phones is one person, and the phones are nowhere in the log in the clear', async () => {
    const paid = (messageId: string, phone: string) => ({
      type: 'track',
      event: 'm2_paid',
      userId: messageId === 'b3' ? undefined : 'u2',
      anonymousId: messageId === 'b3' ? 'b3' : undefined,
      context: { traits: { phone } },
      messageId,
    });
    await send(paid('b1', '138 0000 1111'), paid('b2', '+8613800002222'), paid('b3', '13800002222'));
    await identifyAll(deps);
    expect(await peopleOf('m2_paid')).toHaveLength(1);
    const rows = await clickhouse.query<{ row: string }>(
      `SELECT toString(tuple(*)) AS row FROM events WHERE name = 'm2_paid'`,
    );
    expect(rows.some(({ row }) => /1380000[12]/.test(row))).toBe(false);
  });

  test('of two accounts with one phone each stays somebody: what hangs on the phone alone was whose it was then', async () => {
    const bought = (messageId: string, day: string, userId?: string) => ({
      type: 'track',
      event: userId ? 'm7_signed_in' : 'm7_called',
      ...(userId ? { userId } : {}),
      context: { traits: { phone: '13800007777' } },
      timestamp: `2025-${day}T00:00:00Z`,
      messageId,
    });
    await send(bought('f4', '06-15'), bought('f3', '06-01', 'u-new'));
    await identifyAll(deps);
    await send(bought('f1', '01-01', 'u-old'), bought('f2', '02-01'));
    await identifyAll(deps);
    const rows = await clickhouse.query<{ day: string; who: string }>(
      `WITH signed AS (SELECT profile_id, any(ids['user_id']) AS who FROM people_events WHERE name = 'm7_signed_in' GROUP BY profile_id)
       SELECT formatDateTime(ts, '%m-%d') AS day, signed.who AS who FROM (SELECT * FROM people_events WHERE name = 'm7_called') AS called
       LEFT JOIN signed ON signed.profile_id = called.profile_id ORDER BY ts`,
    );
    expect(rows).toEqual([
      { day: '02-01', who: 'u-old' },
      { day: '06-15', who: 'u-new' },
    ]);
  });

  test('a chain of links in many batches ends as one person whatever the order', async () => {
    const links = Array.from({ length: 12 }, (_, i) => ({
      type: 'identify',
      context: { device: { id: `chain-${i}` } },
      anonymousId: `link-${i}`,
      messageId: `c${i}`,
    }));
    const bridges = Array.from({ length: 11 }, (_, i) => ({
      type: 'identify',
      context: { device: { id: `chain-${i + 1}` } },
      anonymousId: `link-${i}`,
      messageId: `d${i}`,
    }));
    for (const message of [...links, ...bridges].toSorted((a, b) => (a.messageId < b.messageId ? 1 : -1))) {
      await send(message);
      if (message.messageId.endsWith('3')) await identifyAll(deps);
    }
    await identifyAll(deps);
    const people = await clickhouse.query<{ n: string }>(
      `SELECT uniqExact(profile_id) AS n FROM people_events WHERE startsWith(ids['device_id'], 'chain-')`,
    );
    expect(people).toEqual([{ n: '1' }]);
  });

  test('"null", "0" and "guest" name nobody, so strangers are not glued together', async () => {
    await send(
      { type: 'track', event: 'm4', userId: 'u41', anonymousId: 'null', messageId: 'e1' },
      { type: 'track', event: 'm4', userId: 'u42', anonymousId: 'null', messageId: 'e2' },
      { type: 'track', event: 'm4', userId: 'guest', messageId: 'e3' },
    );
    await identifyAll(deps);
    expect(await peopleOf('m4')).toHaveLength(2);
  });

  test('every merge is on record with its event and identifiers', async () => {
    const rows = await clickhouse.query<{ event_id: string; key_a: string; key_b: string }>(
      `SELECT event_id, key_a, key_b FROM identity_changes FINAL WHERE kind = 'merged'`,
    );
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.every((row) => row.key_a !== '0' && row.key_b !== '0' && !row.event_id.startsWith('00000000'))).toBe(
      true,
    );
  });

  test('a message sent twice counts once', async () => {
    const message = { type: 'track', event: 'm6', userId: 'u6', messageId: 'same' };
    await send(message);
    await send(message, message);
    const [row] = await clickhouse.query<{ n: string }>(`SELECT count() AS n FROM people_events WHERE name = 'm6'`);
    expect(row?.n).toBe('1');
  });
});
