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

  test('two accounts with one phone become one person, and the phone is nowhere in the log in the clear', async () => {
    await send(
      {
        type: 'track',
        event: 'm2_paid',
        userId: 'u2',
        context: { traits: { phone: '138 0000 1111' } },
        messageId: 'b1',
      },
      {
        type: 'track',
        event: 'm2_paid',
        userId: 'u3',
        context: { traits: { phone: '+8613800001111' } },
        messageId: 'b2',
      },
    );
    await identifyAll(deps);
    expect(await peopleOf('m2_paid')).toHaveLength(1);
    const rows = await clickhouse.query<{ row: string }>(
      `SELECT toString(tuple(*)) AS row FROM events WHERE name = 'm2_paid'`,
    );
    expect(rows.some(({ row }) => row.includes('13800001111'))).toBe(false);
  });

  test('a chain of links in many batches ends as one person whatever the order', async () => {
    const links = Array.from({ length: 12 }, (_, i) => ({
      type: 'identify',
      userId: `chain-${i}`,
      anonymousId: `link-${i}`,
      messageId: `c${i}`,
    }));
    const bridges = Array.from({ length: 11 }, (_, i) => ({
      type: 'identify',
      userId: `chain-${i + 1}`,
      anonymousId: `link-${i}`,
      messageId: `d${i}`,
    }));
    for (const message of [...links, ...bridges].toSorted((a, b) => (a.messageId < b.messageId ? 1 : -1))) {
      await send(message);
      if (message.messageId.endsWith('3')) await identifyAll(deps);
    }
    await identifyAll(deps);
    const people = await clickhouse.query<{ n: string }>(
      `SELECT uniqExact(profile_id) AS n FROM people_events WHERE startsWith(ids['user_id'], 'chain-')`,
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
      'SELECT event_id, key_a, key_b FROM identity_merges FINAL',
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
