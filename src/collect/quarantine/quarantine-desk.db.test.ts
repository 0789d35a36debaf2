import { describe, expect, test } from 'vitest';
import { silentLogger, silentProgress } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { testStores } from '#platform/testing.ts';
import { createCollector } from '../collector.ts';
import { createContactBook } from '../contact-book.ts';
import { createEventLog } from '../event-log.ts';
import { createPseudonymizer } from '../identifiers.ts';
import { collectMigrations } from '../migrations.ts';
import type { EffectivePlan } from '../plan/read-definitions.ts';
import { createLivePlan } from '../plan/live-plan.ts';
import { createViolationCounter } from '../plan/violation-counter.ts';
import { createQuarantineDesk } from './quarantine-desk.ts';
import { mendStepsSchema, type RunAsk } from './schemas.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([platformMigrations, collectMigrations]),
});
const log = silentLogger();
const secret = 'a secret';
const pseudonymizer = createPseudonymizer(secret);
const contacts = createContactBook(postgres, secret);
const eventLog = createEventLog({ clickhouse, clock, log, secret });
const inForce: EffectivePlan = {
  unknownEvents: 'allow',
  purposes: ['marketing', 'analytics'],
  events: new Map([
    [
      'order_paid',
      {
        name: 'order_paid',
        mode: 'enforce',
        unknownProperties: 'allow',
        properties: [
          { name: 'amount', type: 'number', min: 0, required: true, personal: 'none', shared: false, title: undefined },
          {
            name: 'channel',
            type: 'string',
            values: ['app', 'web'],
            required: false,
            personal: 'none',
            shared: false,
            title: undefined,
          },
        ],
      },
    ],
  ]),
};
const plan = createLivePlan({
  stamp: async () => '1',
  read: async () => inForce,
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
  events: eventLog.events,
  contacts,
  pseudonymizer,
  plan,
});

const perform = async (ask: { group: RunAsk['group']; action: RunAsk['action']; steps?: unknown }) => {
  const run = await desk.open({ ...ask, steps: mendStepsSchema.parse(ask.steps ?? []) }, 'Ada');
  return desk.perform(run.id, { progress: silentProgress() });
};
const logged = (source: string) =>
  clickhouse.query<{ event_id: string; name: string; ts: string; received_at: string; properties: object }>(
    `SELECT event_id, name, ts, received_at, properties FROM events FINAL WHERE source = {source:String} ORDER BY ts, event_id`,
    { source },
  );
const openGroups = async (source: string) =>
  (await desk.groups()).groups
    .filter((group) => group.source === source)
    .map(({ reason, name, rows }) => ({ reason, name, rows }));
const paid = (n: number, properties: object) => ({
  type: 'track',
  event: 'order_paid',
  userId: `u${n}`,
  messageId: `m${n}`,
  timestamp: '2025-12-30T10:00:00Z',
  properties,
});

describe('mend and replay', () => {
  test('what breaks an enforced plan lies in quarantine whole, and passes once it is mended, at its own time', async () => {
    clock.set(new Date('2026-01-02T03:04:05Z'));
    const messages = [
      paid(1, { amount: '¥1,299.00' }),
      paid(2, { amount: '5' }),
      paid(3, { amount: 7 }),
      paid(4, { amount: 'free' }),
    ];
    expect(await collector.batch({ messages, source: 'shop', shared: {} })).toEqual({ accepted: 1, quarantined: 3 });
    const group = { source: 'shop', reason: 'plan:type:amount', name: 'order_paid' };
    const steps = [{ type: 'cast', path: 'properties.amount', to: 'number' }];
    const preview = await desk.preview({ group, steps: mendStepsSchema.parse(steps) });
    expect(preview).toMatchObject({ rows: 3, tried: 3, passes: 2, fails: [{ reason: 'plan:type:amount', rows: 1 }] });
    expect(preview.samples.find(({ outcome }) => outcome.reason === null)).toMatchObject({
      before: expect.stringMatching(/"amount": "/),
      after: expect.stringMatching(/"amount": \d/),
    });
    expect(await logged('shop')).toHaveLength(1);

    clock.set(new Date('2026-02-02T00:00:00Z'));
    expect(await perform({ group, action: 'replay', steps })).toMatchObject({
      state: 'done',
      rows: 3,
      tried: 3,
      passed: 2,
      by: 'Ada',
    });
    const events = await logged('shop');
    expect(events.map(({ received_at }) => received_at)).toEqual(Array(3).fill('2026-01-02 03:04:05.000'));
    expect(events.map(({ ts }) => ts)).toEqual(Array(3).fill('2025-12-30 10:00:00.000'));
    expect(await openGroups('shop')).toEqual([{ reason: 'plan:type:amount', name: 'order_paid', rows: 1 }]);
    expect((await desk.groups('replayed')).byState).toMatchObject({ open: 1, replayed: 2 });
  });

  test('a yes or no to a purpose nobody has described waits here, and counts once its spelling is mended', async () => {
    const said = (purpose: string) => ({ userId: 'u9', event: '$consent_withdrawn', properties: { purpose } });
    await collector.one('track', { ...said('markting'), messageId: 'c1' }, 'form');
    await collector.one('track', { ...said('marketing'), messageId: 'c2' }, 'form');
    const group = { source: 'form', reason: 'unknown_purpose:markting' };
    expect(await openGroups('form')).toEqual([{ reason: group.reason, name: '$consent_withdrawn', rows: 1 }]);
    const { rows } = await desk.rows({ ...group, state: 'open', limit: 10 });
    expect(rows[0]?.detail).toBe('nobody has described "markting"; there are marketing, analytics');
    const steps = [{ type: 'map', path: 'properties.purpose', values: { markting: 'marketing' } }];
    expect(await perform({ group, action: 'replay', steps })).toMatchObject({ tried: 1, passed: 1 });
    expect((await logged('form')).map(({ properties }) => properties)).toEqual(
      Array(2).fill({ purpose: 'marketing', channel: '*' }),
    );
  });

  test('a replay of what meanwhile arrived does not double', async () => {
    await collector.batch({ messages: [paid(10, { amount: '10' })], source: 'late', shared: {} });
    await collector.batch({ messages: [paid(10, { amount: 10 })], source: 'late', shared: {} });
    const group = { source: 'late', reason: 'plan:type:amount' };
    await perform({ group, action: 'replay', steps: [{ type: 'cast', path: 'properties.amount', to: 'number' }] });
    expect(await logged('late')).toHaveLength(1);
  });

  test('a message without an id or a time is the same event however often its row is replayed', async () => {
    const { messageId: _, timestamp: __, ...bare } = paid(11, {});
    await collector.batch({ messages: [bare], source: 'bare', shared: {} });
    const [row] = (await desk.rows({ source: 'bare', reason: 'plan:missing:amount', state: 'open', limit: 1 })).rows;
    const group = { source: 'bare', reason: 'plan:missing:amount', rowIds: [row?.id ?? ''] };
    const steps = [{ type: 'set', path: 'properties.amount', value: 3 }];
    await perform({ group, action: 'replay', steps });
    // as a crash between log and mark would leave it
    await clickhouse.command(`DELETE FROM quarantine_states WHERE source = 'bare'`);
    await perform({ group, action: 'replay', steps });
    expect(await logged('bare')).toMatchObject([{ event_id: row?.id }]);
  });

  test('a row that fails anew lies under its new reason as it was mended, its first body beside it, and passes by a second mend', async () => {
    const first = paid(12, { amount: '12', channel: 'APP' });
    await collector.batch({ messages: [first], source: 'twice', shared: {} });
    const group = { source: 'twice', reason: 'plan:type:amount' };
    const cast = { type: 'cast', path: 'properties.amount', to: 'number' };
    expect(await perform({ group, action: 'replay', steps: [cast] })).toMatchObject({ tried: 1, passed: 0 });
    const moved = { source: 'twice', reason: 'plan:values:channel' };
    expect(await openGroups('twice')).toEqual([{ reason: moved.reason, name: 'order_paid', rows: 1 }]);
    const [row] = (await desk.rows({ ...moved, state: 'open', limit: 5 })).rows;
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ properties: { amount: 12, channel: 'APP' } });
    expect(JSON.parse(row?.firstBody ?? '')).toEqual(first);
    const map = { type: 'map', path: 'properties.channel', values: { APP: 'app' } };
    expect(await perform({ group: moved, action: 'replay', steps: [map] })).toMatchObject({ passed: 1 });
    expect(await logged('twice')).toMatchObject([{ properties: { amount: '12', channel: 'app' } }]);
    expect(await openGroups('twice')).toEqual([]);
  });

  test('a row the sender repeats after it was dealt with stays dealt with', async () => {
    const bad = paid(13, { amount: '13' });
    await collector.batch({ messages: [bad], source: 'again', shared: {} });
    const group = { source: 'again', reason: 'plan:type:amount' };
    await perform({ group, action: 'replay', steps: [{ type: 'cast', path: 'properties.amount', to: 'number' }] });
    clock.set(new Date('2026-03-01T00:00:00Z'));
    await collector.batch({ messages: [bad], source: 'again', shared: { sentAt: '2026-03-01T00:00:00Z' } });
    expect(await openGroups('again')).toEqual([]);
  });

  test('what Gyre wrote and the plan refused is replayed as the row it is', async () => {
    const event = {
      eventId: '0198c2a0-0000-7000-8000-000000000001',
      name: 'order_paid',
      ts: Date.UTC(2025, 11, 1),
      source: 'files',
      ids: { user_id: 'u1' },
      properties: { amount: '3' },
      context: {},
      value: '3.0000',
      currency: 'CNY',
    };
    await collector.write([
      event,
      { ...event, eventId: '0198c2a0-0000-7000-8000-000000000002', properties: { amount: 3 } },
    ]);
    expect(await logged('files')).toHaveLength(1);
    const group = { source: 'files', reason: 'plan:type:amount' };
    const steps = [{ type: 'cast', path: 'properties.amount', to: 'number' }];
    expect(await perform({ group, action: 'replay', steps })).toMatchObject({ passed: 1 });
    const [again, straight] = await clickhouse.query<Record<string, unknown>>(
      `SELECT * EXCEPT (event_id, received_at) FROM events FINAL WHERE source = 'files'`,
    );
    expect(again).toEqual(straight);
  });
});

test('a row of a file is replayed as the message it is mended into, and any other format says that nothing reads it', async () => {
  const cells = { CustomerID: '17', InvoiceDate: '2025/12/01 08:26', Quantity: '6', Note: 'kept aside' };
  const rowId = '0198c2a0-0000-7000-8000-0000000000bb';
  const aside = { rowId, source: 'till', reason: 'rule_failed', detail: '', body: JSON.stringify(cells) };
  await collector.setAside([{ ...aside, format: 'import:till' }]);
  const steps = [
    { type: 'rename', from: 'CustomerID', to: 'userId' },
    { type: 'rename', from: 'InvoiceDate', to: 'timestamp' },
    { type: 'time', path: 'timestamp', format: 'ymd', offset: '+00:00' },
    { type: 'rename', from: 'Quantity', to: 'properties.quantity' },
    { type: 'set', path: 'event', value: 'item_sold' },
  ];
  expect(await perform({ group: { source: 'till', reason: 'rule_failed' }, action: 'replay', steps })).toMatchObject({
    passed: 1,
  });
  expect(await logged('till')).toMatchObject([
    { event_id: rowId, name: 'item_sold', ts: '2025-12-01 08:26:00.000', properties: { quantity: '6' } },
  ]);
  await collector.setAside([{ ...aside, source: 'odd', format: 'morse' }]);
  expect(await perform({ group: { source: 'odd', reason: 'rule_failed' }, action: 'replay' })).toMatchObject({
    passed: 0,
  });
  expect(await openGroups('odd')).toMatchObject([{ reason: 'unknown_format', rows: 1 }]);
});

describe('discard', () => {
  test('takes rows out of sight, not out of the store, and is taken back', async () => {
    await collector.batch({ messages: [paid(20, {}), paid(21, {})], source: 'off', shared: {} });
    clock.set(new Date('2026-03-01T12:00:00Z'));
    const group = { source: 'off', reason: 'plan:missing:amount' };
    expect(await perform({ group, action: 'discard' })).toMatchObject({ state: 'done', rows: 2, passed: 2 });
    expect(await openGroups('off')).toEqual([]);
    expect((await desk.rows({ ...group, state: 'discarded', limit: 5 })).rows).toHaveLength(2);
    clock.set(new Date('2026-03-02T00:00:00Z'));
    expect(await perform({ group, action: 'reopen' })).toMatchObject({ passed: 2 });
    expect(await openGroups('off')).toEqual([{ reason: group.reason, name: 'order_paid', rows: 2 }]);
    expect((await desk.runs(2)).map(({ action, by }) => [action, by])).toEqual([
      ['reopen', 'Ada'],
      ['discard', 'Ada'],
    ]);
  });

  test('of a group without rows is refused', async () => {
    await expect(perform({ group: { source: 'none', reason: 'x' }, action: 'discard' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('phone numbers and addresses of quarantined rows are nowhere in the store in the clear', async () => {
  const personal = { phone: '13900001234', email: 'mei@example.com' };
  await collector.batch({
    messages: [
      { ...paid(30, { amount: 'x', note: 'call 13900001234' }), context: { traits: personal } },
      { type: 'track', userId: 'u', context: { traits: personal } },
    ],
    source: 'private',
    shared: {},
  });
  await collector.setAside([
    {
      rowId: '0198c2a0-0000-7000-8000-0000000000aa',
      source: 'private',
      reason: 'rule_failed',
      detail: 'phone = "13900001234"',
      body: JSON.stringify(personal),
    },
  ]);
  const [found] = await clickhouse.query<{ text: string; rows: string }>(
    `SELECT arrayStringConcat(groupArray(toString(tuple(*)))) AS text, count() AS rows FROM quarantine WHERE source = 'private'`,
  );
  expect(found?.rows).toBe('3');
  expect(found?.text).not.toMatch(/13900001234|mei@example/);
  const { rows } = await desk.rows({ source: 'private', reason: 'rule_failed', state: 'open', limit: 1 });
  expect(rows[0]).toMatchObject({ detail: 'phone = "13900001234"', body: JSON.stringify(personal) });
});

test('what an observed plan finds is counted, not kept out', async () => {
  const rule = inForce.events.get('order_paid');
  const counter = createViolationCounter({ clickhouse, clock, log });
  const observing = createLivePlan({
    stamp: async () => '1',
    read: async () => ({
      unknownEvents: 'observe',
      events: new Map(rule ? [['order_paid', { ...rule, mode: 'observe' }]] : []),
    }),
    counter,
    log,
  });
  await observing.refresh();
  const watched = createCollector({ ...eventLog, clock, contacts, pseudonymizer, plan: observing });
  const messages = [
    paid(40, { amount: 'x', channel: 'TV' }),
    paid(41, { amount: 'y' }),
    { ...paid(42, {}), event: 'new_thing' },
  ];
  expect(await watched.batch({ messages, source: 'watched', shared: {} })).toEqual({ accepted: 3, quarantined: 0 });
  await observing.close();
  expect(
    await clickhouse.query(
      `SELECT name, property, what, sum(events) AS n FROM plan_violations_per_minute WHERE source = 'watched' GROUP BY ALL ORDER BY ALL`,
    ),
  ).toEqual([
    { name: 'new_thing', property: '', what: 'undefined_event', n: '1' },
    { name: 'order_paid', property: 'amount', what: 'type', n: '2' },
    { name: 'order_paid', property: 'channel', what: 'values', n: '1' },
  ]);
});
