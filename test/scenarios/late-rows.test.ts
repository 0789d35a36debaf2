import { expect, test } from 'vitest';
import { appMigrations } from '#app';
import {
  createCollector,
  createContactBook,
  createEventLog,
  createLivePlan,
  createPseudonymizer,
  createQuarantineDesk,
  createViolationCounter,
  derive,
  derivedEventKind,
  derivedRuleOf,
  readQuality,
  watchQuality,
} from '#collect';
import { silentLogger, silentProgress } from '#platform';
import { testStores } from '#platform/testing.ts';

const minute = 60_000;
const start = Date.UTC(2026, 2, 5, 10);
const secret = 'a secret of at least 32 characters!';

/** A shop whose `order_paid` must say its amount as a number, and whose unpaid orders are looked out for. */
const setUp = async () => {
  const { clickhouse, postgres, clock } = await testStores({ migrations: appMigrations });
  const log = silentLogger();
  const contacts = createContactBook(postgres, secret);
  const pseudonymizer = createPseudonymizer(secret);
  const eventLog = createEventLog({ clickhouse, clock, log, secret });
  const amount = { name: 'amount', type: 'number', required: true, personal: 'none', shared: false } as const;
  const plan = createLivePlan({
    stamp: async () => '1',
    read: async () => ({
      unknownEvents: 'allow',
      events: new Map([
        [
          'order_paid',
          {
            name: 'order_paid',
            mode: 'enforce',
            unknownProperties: 'allow',
            properties: [{ ...amount, title: undefined }],
          },
        ],
      ]),
    }),
    counter: createViolationCounter({ clickhouse, clock, log }),
    log,
  });
  await plan.refresh();
  const collector = createCollector({ ...eventLog, clock, contacts, pseudonymizer, plan });
  const desk = createQuarantineDesk({
    clickhouse,
    postgres,
    clock,
    secret,
    contacts,
    pseudonymizer,
    plan,
    events: eventLog.events,
  });
  const parsed = derivedEventKind.parse({
    sequence: ['order_placed'],
    notFollowedBy: { event: 'order_paid', within: '30m', sameProperty: 'order_id' },
    carry: ['order_id'],
  });
  if (parsed.type === 'invalid') throw new Error('the rule');
  const rules = [derivedRuleOf('payment_interrupted', parsed.spec)];
  const interrupted = async () => {
    await derive({ clickhouse, postgres, clock }, rules);
    const rows = await clickhouse.query<{ order: string }>(
      `SELECT properties.order_id::String AS order FROM people_events WHERE name = 'payment_interrupted' ORDER BY order`,
    );
    return rows.map(({ order }) => order);
  };
  const quality = async () => {
    await watchQuality(
      { clickhouse, postgres, clock, log, write: collector.write, notify: () => Promise.resolve() },
      [],
    );
    const { rows, sources } = await readQuality({ clickhouse, postgres, clock }, new Map());
    return {
      events: Object.fromEntries(rows.map(({ event, events30d }) => [event, events30d])),
      sources: sources.map(({ source, received, kept }) => ({ source, received, kept })),
    };
  };
  const send = (event: string, order: string, properties: object = {}) =>
    collector.batch({
      source: 'shop',
      shared: {},
      messages: [
        {
          type: 'track',
          event,
          userId: `u-${order}`,
          messageId: `${event}-${order}`,
          timestamp: clock.now().toISOString(),
          properties: { order_id: order, ...properties },
        },
      ],
    });
  return { clickhouse, postgres, clock, desk, send, interrupted, quality };
};

test('a payment replayed out of quarantine days later takes the interruption back and is counted in its hour', async () => {
  const { clock, desk, send, interrupted, quality } = await setUp();
  clock.set(new Date(start));
  await send('order_placed', 'a');
  await send('order_placed', 'b');
  clock.set(new Date(start + 5 * minute));
  await send('order_paid', 'a', { amount: '¥299' });
  clock.set(new Date(start + 60 * minute));
  expect(await interrupted()).toEqual(['a', 'b']);
  expect((await quality()).events).toEqual({ order_placed: 2 });

  clock.set(new Date(start + 3 * 24 * 60 * minute));
  expect(await interrupted()).toEqual(['a', 'b']);
  await quality();
  const { id } = await desk.open(
    {
      group: { source: 'shop', reason: 'plan:type:amount', name: 'order_paid' },
      action: 'replay',
      steps: [{ type: 'cast', path: 'properties.amount', to: 'number' }],
    },
    'Ada',
  );
  await desk.perform(id, { progress: silentProgress() });
  clock.set(new Date(clock.now().getTime() + minute));
  expect(await interrupted()).toEqual(['b']);
  expect(await quality()).toEqual({
    events: { order_placed: 2, order_paid: 1 },
    sources: [{ source: 'shop', received: 3, kept: 3 }],
  });
});

test('what an import writes long after it began is derived from and counted when it is done', async () => {
  const { postgres, clock, send, interrupted, quality } = await setUp();
  const began = new Date(start);
  const writes = async () => {
    const now = clock.now();
    clock.set(began);
    await send('order_placed', 'c');
    clock.set(now);
  };
  clock.set(new Date(start + 120 * minute));
  await send('order_placed', 'd');
  expect(await interrupted()).toEqual([]);
  expect((await quality()).events).toEqual({ order_placed: 1 });

  await postgres.query(
    `INSERT INTO imports (id, key, title, source, reading, state, received_at)
     VALUES ('00000000-0000-4000-8000-000000000001', 'k', 'a file', 'shop', '{}', 'writing', $1)`,
    [began],
  );
  await writes();
  // a minute's end later; half way through, the figures hold what is there
  clock.set(new Date(start + 122 * minute));
  expect((await quality()).sources).toEqual([{ source: 'shop', received: 2, kept: 2 }]);
  await postgres.query(`UPDATE imports SET state = 'done', finished_at = now()`);
  expect(await interrupted()).toEqual(['c']);
  expect((await quality()).events).toEqual({ order_placed: 2 });
});

test('a copy is counted as one whichever month is counted again', async () => {
  const { clock, send, quality, clickhouse } = await setUp();
  clock.set(new Date(Date.UTC(2026, 1, 20, 10)));
  await send('order_placed', 'e');
  await send('order_placed', 'e');
  clock.set(new Date(start));
  expect((await quality()).sources).toEqual([{ source: 'shop', received: 2, kept: 1 }]);
  await send('order_placed', 'f');
  clock.set(new Date(start + minute));
  expect((await quality()).sources).toEqual([{ source: 'shop', received: 3, kept: 2 }]);
  await clickhouse.command('OPTIMIZE TABLE events FINAL');
  await send('order_placed', 'f');
  clock.set(new Date(start + 3 * minute));
  expect((await quality()).sources).toEqual([{ source: 'shop', received: 4, kept: 2 }]);
});
