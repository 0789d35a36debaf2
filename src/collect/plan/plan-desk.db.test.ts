import { describe, expect, test } from 'vitest';
import { afterChange, createDocumentStore, createRegistry, documentMigrations } from '#documents';
import { silentLogger } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { testStores } from '#platform/testing.ts';
import { createCollector } from '../collector.ts';
import { createContactBook } from '../contact-book.ts';
import { createEventLog } from '../event-log.ts';
import { createPseudonymizer } from '../identifiers.ts';
import { collectMigrations } from '../migrations.ts';
import { eventDefinitionKind, propertyKind, trackingPlanKind } from './kinds.ts';
import { createLivePlan } from './live-plan.ts';
import { createPlanDesk } from './plan-desk.ts';
import { effectivePlan, planKinds, readDefinitions } from './read-definitions.ts';
import { createViolationCounter } from './violation-counter.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([platformMigrations, { postgres: documentMigrations }, collectMigrations]),
});
const log = silentLogger();
const registry = createRegistry([propertyKind, eventDefinitionKind, trackingPlanKind]);
const stored = createDocumentStore({ postgres, clock, registry });
const counter = createViolationCounter({ clickhouse, clock, log });
const plan = createLivePlan({
  stamp: () => stored.stamp(planKinds),
  read: async () => effectivePlan(await readDefinitions(stored)),
  counter,
  log,
  // only publishing makes it look: the test would not notice if that did not
  everyMs: 3_600_000,
});
await plan.refresh();
const documents = afterChange(stored, plan.refresh);
const desk = createPlanDesk({ clickhouse, documents, clock });
const collector = createCollector({
  ...createEventLog({ clickhouse, clock, log, secret: 'a secret' }),
  clock,
  contacts: createContactBook(postgres, 'a secret'),
  pseudonymizer: createPseudonymizer('a secret'),
  plan,
});

const publish = async (kind: string, name: string, spec: object) => {
  await documents.saveDraft({ kind, name, title: { zh: name, en: name }, spec });
  return documents.publish([{ kind, name }]);
};
const send = (event: string, bodies: readonly object[], source = 'shop') =>
  collector.batch({
    messages: bodies.map((properties, n) => ({ type: 'track', event, userId: `u${n}`, properties })),
    source,
    shared: {},
  });
const visits = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    store: `store-${n}`,
    channel: ['walk-in', 'invited', '导购'][n % 3],
    at: '2026-01-01T10:00:00Z',
    minutes: n % 2 === 0 ? n : n + 0.5,
    phone_backup: '13800001111',
    ...(n % 4 === 0 ? { note: 'x' } : {}),
  }));

describe('an event nobody defined', () => {
  test('is listed with when, how many and whence, and what its properties turn out to be', async () => {
    await send('store_visited', visits(120));
    await send('store_visited', visits(2), 'kiosk');
    // what Gyre derived is defined by its rule
    await send('long_dwell', visits(1), 'derived');
    expect((await desk.list()).discovered).toMatchObject([
      { name: 'store_visited', events: 122, sources: ['kiosk', 'shop'], definable: true, hasDraft: false },
    ]);
    const { seen, sampled } = await desk.event('store_visited');
    expect(sampled).toBe(122);
    const of = (name: string) => seen.find((property) => property.name === name);
    expect(of('channel')).toMatchObject({
      share: 1,
      values: ['invited', 'walk-in', '导购'],
      types: [{ type: 'string' }],
    });
    expect(of('store')).toMatchObject({ values: null });
    expect(of('at')).toMatchObject({ types: [{ type: 'datetime', share: 1 }] });
    expect(
      of('minutes')
        ?.types.map(({ type }) => type)
        .toSorted(),
    ).toEqual(['integer', 'number']);
    expect(of('note')?.share).toBeCloseTo(31 / 122);
    expect(of('phone_backup')).toMatchObject({ personal: 'personal', examples: [], values: null });
  });

  test('becomes a draft that publishes and that its own past keeps', async () => {
    expect(await desk.draft({ name: 'store_visited' }, 'Ada')).toEqual({
      kind: 'EventDefinition',
      name: 'store_visited',
      version: 1,
    });
    const draft = await documents.get({ kind: 'EventDefinition', name: 'store_visited' });
    expect(draft).toMatchObject({
      state: 'draft',
      title: { en: 'Store visited' },
      spec: {
        mode: 'observe',
        properties: {
          minutes: { type: 'number', required: true },
          channel: { type: 'string', values: ['invited', 'walk-in', '导购'], required: true },
          note: { type: 'string' },
          phone_backup: { personal: 'personal' },
        },
      },
    });
    expect(await desk.tryOn({ name: 'store_visited', days: 7 })).toMatchObject({
      events: 122,
      broken: 0,
      violations: [],
    });
    expect(await documents.publish([{ kind: 'EventDefinition', name: 'store_visited' }])).toMatchObject({
      type: 'published',
    });
  });

  test('keeps a name that no definition can have out of the documents, and says so', async () => {
    await send('shop/visit!', [{}]);
    expect((await desk.list()).discovered).toMatchObject([{ name: 'shop/visit!', definable: false }]);
    await expect(desk.draft({ name: 'shop/visit!' }, null)).rejects.toMatchObject({ code: 'unprocessable' });
    await expect(desk.event('never seen')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a published definition', () => {
  test('holds at once in the process that published it: observed events are stored and counted, enforced ones are kept out', async () => {
    await publish('Property', 'amount', { type: 'number', min: 0, unit: 'CNY' });
    const spec = { uses: [{ property: 'amount', required: true }], properties: { order_id: { type: 'string' } } };
    await publish('EventDefinition', 'order_paid', spec);
    expect(await send('order_paid', [{ amount: 5 }, { amount: '5' }, {}])).toEqual({ accepted: 3, quarantined: 0 });
    await publish('EventDefinition', 'order_paid', { ...spec, mode: 'enforce' });
    expect(await send('order_paid', [{ amount: 5 }, { amount: -5 }])).toEqual({ accepted: 1, quarantined: 1 });
    await counter.flush();
    expect(await desk.event('order_paid')).toMatchObject({
      definition: {
        version: 2,
        mode: 'enforce',
        properties: [
          { name: 'order_id', shared: false },
          { name: 'amount', shared: true, required: true, spec: { unit: 'CNY' } },
        ],
      },
      events: 4,
      violationsByDay: [0, 0, 0, 0, 0, 0, 3],
    });
    const { violations } = await desk.event('order_paid');
    expect(new Set(violations.map(({ what, property, events }) => `${what}:${property} ${events}`))).toEqual(
      new Set(['missing:amount 1', 'range:amount 1', 'type:amount 1']),
    );
  });

  test('a change of a shared property changes every event that uses it', async () => {
    await publish('Property', 'amount', { type: 'number' });
    expect(await send('order_paid', [{ amount: -5 }])).toEqual({ accepted: 1, quarantined: 0 });
  });

  test('tells what it would have done to the last days before it is published', async () => {
    const spec = { mode: 'enforce', properties: { amount: { type: 'number', min: 0, required: true } } };
    expect(await desk.tryOn({ name: 'order_paid', spec, days: 7 })).toMatchObject({
      events: 5,
      broken: 3,
      refused: 3,
      violations: [
        { what: 'missing', property: 'amount', events: 1 },
        { what: 'range', property: 'amount', events: 1 },
        { what: 'type', property: 'amount', events: 1 },
      ],
    });
    expect(await desk.tryOn({ name: 'order_paid', version: 1, days: 7 })).toMatchObject({ broken: 2, refused: 0 });
  });

  test('takes up properties that arrive and it does not know', async () => {
    await send('order_paid', [{ amount: 1, coupon: 'SAVE20' }]);
    await desk.draft({ name: 'order_paid', properties: ['coupon'] }, null);
    expect(await documents.get({ kind: 'EventDefinition', name: 'order_paid' })).toMatchObject({
      state: 'draft',
      spec: { mode: 'enforce', properties: { order_id: { type: 'string' }, coupon: { type: 'string' } } },
    });
  });

  test('whose reference, pattern or limits cannot hold is not published', async () => {
    const bad = [
      { uses: ['nothing_like_it'] },
      { properties: { a: { type: 'string', pattern: '(a+)+' } } },
      { properties: { a: { type: 'boolean', min: 1 } } },
      { properties: { a: { type: 'integer', min: 2, max: 1 } } },
      { properties: { a: { type: 'number', values: ['x'] } } },
      { uses: ['amount'], properties: { amount: { type: 'number' } } },
    ];
    for (const [n, spec] of bad.entries())
      expect(await publish('EventDefinition', `bad_${n}`, spec)).toMatchObject({ type: 'refused' });
  });
});

test('the workspace’s default decides where definitions are silent, and refuses unknown events when it says so', async () => {
  await publish('TrackingPlan', 'default', { unknownEvents: 'refuse', unknownProperties: 'refuse', mode: 'enforce' });
  expect(await send('a_surprise', [{}])).toEqual({ accepted: 0, quarantined: 1 });
  expect(await send('store_visited', [{ surprise: 1, ...visits(1)[0] }])).toEqual({ accepted: 1, quarantined: 0 });
  expect(await send('order_paid', [{ amount: 1, surprise: 1 }])).toEqual({ accepted: 0, quarantined: 1 });
  await documents.archive({ kind: 'TrackingPlan', name: 'default' });
  expect(await send('a_surprise', [{}])).toEqual({ accepted: 1, quarantined: 0 });
});
