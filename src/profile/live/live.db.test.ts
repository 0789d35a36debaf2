import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectMigrations } from '#collect';
import { identify, identifyMigrations } from '#identify';
import { idKey, manualClock, sqlTime, stableUuid } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores, type TestStores } from '#platform/testing.ts';
import type { Known } from '../known.ts';
import { profileMigrations } from '../migrations.ts';
import { peopleWhere } from '../people-sets.ts';
import { liveAudience } from './live-audience.ts';
import { refreshAudiences } from './pass.ts';

const migrations = allMigrations([collectMigrations, identifyMigrations, profileMigrations]);
const start = Date.UTC(2026, 2, 1, 9);
const hour = 3_600_000;

const conditions = {
  recent: 'count(order_paid, 2d) >= 1',
  former: 'count(order_paid, 5d..2d) >= 1',
  rich: 'sum(order_paid.amount, 3d) >= 100',
  asleep: 'days_since(order_paid) > 1.5',
  never: 'count(order_paid) = 0',
  newcomer: 'coalesce(days_since_first(order_paid), 99) <= 1',
  left_cart: 'sequence(cart_added then not order_paid within 6h)',
  today: 'count(order_paid, today) >= 1',
  both: 'in_audience(recent) and not in_audience(rich)',
  city: 'trait("city") = "Hangzhou"',
} as const;

const knownOf = (written: Readonly<Record<string, string>>): Known => ({
  conditions: new Map(Object.entries(written)),
  timeZone: 'Asia/Shanghai',
});
const audiencesOf = (written: Readonly<Record<string, string>>) =>
  Object.entries(written).map(([name, condition]) => liveAudience(name, condition, knownOf(written)));

type Sent = {
  readonly name: string;
  readonly person: number;
  readonly browser?: boolean;
  readonly both?: boolean;
  readonly ts: number;
  readonly amount?: number;
  readonly city?: string;
};
let written = 0;
const send = (stores: TestStores, at: number, events: readonly Sent[], run: string): Promise<void> =>
  stores.clickhouse.insert({
    table: 'events',
    rows: events.map(({ name, person, browser, both, ts, amount = 10, city }) => {
      const user = ['user_id', `u${run}-${person}`] as const;
      const anonymous = ['anonymous_id', `b${run}-${person}`] as const;
      const ids = both ? [user, anonymous] : [browser ? anonymous : user];
      const keys = ids.map(([type, value]) => idKey(type, value).toString());
      return {
        event_id: stableUuid('sent', String(written++)),
        name,
        ts: sqlTime(new Date(ts)),
        received_at: sqlTime(new Date(at)),
        source: 'test',
        id_key: keys[0],
        ids: Object.fromEntries(ids),
        id_keys: keys,
        properties: city === undefined ? { amount } : { city },
        context: {},
      };
    }),
  });

const membersOf = async ({ clickhouse }: TestStores, audience: string): Promise<readonly string[]> =>
  (
    await clickhouse.query<{ id: string }>(
      `SELECT toString(profile_id) AS id FROM (SELECT * FROM audience_members FINAL WHERE audience = {audience:String}) WHERE member = 1 ORDER BY id`,
      { audience },
    )
  ).map(({ id }) => id);

const transitions = ({ clickhouse }: TestStores) =>
  clickhouse.query<{ told: string }>(
    `SELECT concat(name, ' ', toString(properties.audience), ' ', toString(id_key), ' ', toString(ts)) AS told
     FROM events FINAL WHERE name IN ('$audience_entered', '$audience_left') ORDER BY told`,
  );

const sent = (spanHours: number) =>
  fc.record({
    name: fc.constantFrom('order_paid', 'order_paid', 'cart_added', 'page_viewed'),
    person: fc.nat(5),
    browser: fc.boolean(),
    agoHours: fc.integer({ min: -1, max: spanHours }),
    amount: fc.constantFrom(10, 60, 120),
  });
const step = fc.record({
  events: fc.array(sent(80), { maxLength: 5 }),
  link: fc.option(fc.nat(5), { nil: undefined }),
  city: fc.option(fc.nat(5), { nil: undefined }),
  hours: fc.constantFrom(0, 0.01, 0.5, 3, 7, 26),
});

const shared = await testStores({ migrations });

test('after every pass the members are exactly those whom the conditions hold for, whatever came, moved or grew old', async () => {
  let run = 0;
  let now = start;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      const stores = shared;
      const tag = String(run++);
      // a world after the other in the same stores: the people of the earlier ones grow old in it
      const clock = manualClock(new Date(now));
      const deps = { ...stores, clock };
      const audiences = audiencesOf(conditions);
      for (const { events, link, city, hours } of steps) {
        now += hours * hour + 1_000;
        clock.set(new Date(now));
        const rows: Sent[] = events.map(({ agoHours, ...event }) => ({ ...event, ts: now - agoHours * hour }));
        if (link !== undefined) rows.push({ name: 'page_viewed', person: link, both: true, ts: now - hour });
        if (city !== undefined) rows.push({ name: '$identify', person: city, ts: now - 1, city: 'Hangzhou' });
        await send(stores, now, rows, tag);
        await identify(deps);
        now += 500;
        clock.set(new Date(now));
        await refreshAudiences(deps, audiences, knownOf(conditions));
        // what only time changes may wait for the next sweep
        now += 61_000;
        clock.set(new Date(now));
        await refreshAudiences(deps, audiences, knownOf(conditions));
        for (const [name, condition] of Object.entries(conditions)) {
          const exact = await peopleWhere(stores.clickhouse, condition, knownOf(conditions), new Date(now));
          expect({ name, people: await membersOf(stores, name) }).toEqual({
            name,
            people: [...exact].map(String).toSorted(),
          });
        }
      }
      // coming and going alternate for each person, and the last of them says where they are. Who went into another left as
      // themselves, and what the other was in already is told of nobody anew
      const told = await stores.clickhouse.query<{ audience: string; id: string; names: string[] }>(
        `SELECT toString(properties.audience) AS audience, toString(id_key) AS id, arraySort(x -> x.1, groupArray((ts, name))).2 AS names
         FROM events FINAL WHERE name LIKE '$audience%'
           AND id_key NOT IN (SELECT arrayJoin([from_profile, into_profile]) FROM identity_changes) GROUP BY audience, id`,
      );
      for (const { names } of told) {
        for (const [i, name] of names.entries()) if (i > 0) expect(name).not.toBe(names[i - 1]);
      }
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

test('a first fill, a changed and an archived audience tell nothing; what people do is told once', async () => {
  const stores = await testStores({ migrations });
  const clock = manualClock(new Date(start));
  const deps = { ...stores, clock };
  const pass = (written: Readonly<Record<string, string>>) =>
    refreshAudiences(deps, audiencesOf(written), knownOf(written));
  await send(
    stores,
    start - 1_000,
    [1, 2, 3].map((person) => ({ name: 'order_paid', person, ts: start - hour })),
    'f',
  );
  expect(await pass({ buyers: 'count(order_paid) >= 1' })).toMatchObject({ filled: 1, entered: 0 });
  expect(await membersOf(stores, 'buyers')).toHaveLength(3);
  expect(await pass({ buyers: 'count(order_paid) >= 2' })).toMatchObject({ filled: 1, left: 0 });
  expect(await membersOf(stores, 'buyers')).toEqual([]);
  clock.set(new Date(start + 5_000));
  await send(stores, start + 4_000, [{ name: 'order_paid', person: 1, ts: start + 4_000 }], 'f');
  expect(await pass({ buyers: 'count(order_paid) >= 2' })).toMatchObject({ touched: 1, entered: 1 });
  clock.set(new Date(start + 6_000));
  expect(await pass({ buyers: 'count(order_paid) >= 2' })).toMatchObject({ touched: 0, entered: 0 });
  expect(await transitions(stores)).toHaveLength(1);
  await pass({});
  expect(await membersOf(stores, 'buyers')).toEqual([]);
  expect(await transitions(stores)).toHaveLength(1);
});

test('a row that the log shows late is not missed', async () => {
  const stores = await testStores({ migrations });
  const clock = manualClock(new Date(start));
  const deps = { ...stores, clock };
  const written = { buyers: 'count(order_paid) >= 1' };
  const pass = () => refreshAudiences(deps, audiencesOf(written), knownOf(written));
  await pass();
  for (const second of [3, 4, 5]) {
    clock.set(new Date(start + second * 1_000));
    await send(stores, start + second * 1_000 - 100, [{ name: 'order_paid', person: second, ts: start }], 'l');
    await pass();
  }
  await send(stores, start + 3_100, [{ name: 'order_paid', person: 9, ts: start }], 'l');
  clock.set(new Date(start + 9_000));
  expect(await pass()).toMatchObject({ touched: 2, entered: 1 });
});

test('an identifier that has passed on is its former holder’s before and the next one’s after; nobody is judged by a part of them', async () => {
  const stores = await testStores({ migrations });
  const { clickhouse } = stores;
  const clock = manualClock(new Date(start));
  const written = { twice: 'count(order_paid) >= 2', once: 'count(order_paid) = 1' };
  let now = start;
  const pass = async () => {
    now += 1_000;
    clock.set(new Date(now));
    await refreshAudiences({ ...stores, clock }, audiencesOf(written), knownOf(written));
    return { twice: await membersOf(stores, 'twice'), once: await membersOf(stores, 'once') };
  };
  const [p, q] = ['uh-1', 'uh-2'].map((user) => idKey('user_id', user).toString());
  const shared = idKey('anonymous_id', 'bh-1').toString();
  const owned = async (profile: string, version: number, until?: number): Promise<void> => {
    await clickhouse.insert({ table: 'identity', rows: [{ id_key: shared, profile_id: profile, version }] });
    if (until !== undefined)
      await clickhouse.insert({
        table: 'identity_tenures',
        rows: [{ id_key: shared, from_ms: '0', to_ms: String(until), profile_id: p, gone: 0, version }],
      });
    for (const map of ['identity_recent', 'identity_past']) await clickhouse.command(`SYSTEM RELOAD DICTIONARY ${map}`);
  };
  const order = (person: number, ts: number, browser = false): Promise<void> =>
    send(stores, now, [{ name: 'order_paid', person, browser, ts }], 'h');
  await owned(p, 1);
  await order(1, start - 5 * hour);
  await order(1, start - 4 * hour, true);
  await order(2, start - 3 * hour);
  expect(await pass()).toEqual({ twice: [p], once: [q] });
  await owned(q, 2, start - 2 * hour);
  expect(await pass()).toEqual({ twice: [p], once: [q] });
  await order(1, start - hour, true);
  expect(await pass()).toEqual({ twice: [p, q].toSorted(), once: [] });
  // p is touched, and the key they once had leads to q, of whom this look does not read all
  await order(1, start - hour / 2);
  expect(await pass()).toEqual({ twice: [p, q].toSorted(), once: [] });
  // late news of the time when it was p's
  await order(1, start - 2.5 * hour, true);
  expect(await pass()).toEqual({ twice: [p, q].toSorted(), once: [] });
});
