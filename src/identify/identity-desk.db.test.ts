import { describe, expect, test } from 'vitest';
import { collectMigrations, createCollector, createContactBook, createEventLog, createPseudonymizer } from '#collect';
import { idKey, silentLogger } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { identifyAll, rebuild } from './identify.ts';
import { createIdentityDesk } from './identity-desk.ts';
import { identifyMigrations } from './migrations.ts';
import { readChanges } from './read-changes.ts';
import { readHealth } from './read-health.ts';
import type { DecideIdentity } from './schemas.ts';

const secret = 'a secret of at least 32 characters!';
const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([collectMigrations, identifyMigrations]),
});
const deps = { clickhouse, postgres, clock };
const collector = createCollector({
  ...createEventLog({ clickhouse, clock, log: silentLogger(), secret }),
  clock,
  contacts: createContactBook(postgres, secret),
  pseudonymizer: createPseudonymizer(secret),
});
const desk = createIdentityDesk({ ...deps, write: collector.write });
const send = (...messages: readonly object[]) => collector.batch({ messages, source: 'shop', shared: {} });
const key = (type: string, value: string): string => idKey(type, value).toString();

/** Event id → person, for all events of a test's world. */
const history = async (prefix: string): Promise<string> =>
  JSON.stringify(
    await clickhouse.query(
      `SELECT toString(properties.n) AS n, toString(profile_id) AS person FROM people_events WHERE startsWith(name, {prefix:String}) ORDER BY n, person`,
      { prefix },
    ),
  );
const seen = (name: string, n: number, who: object) => ({
  type: 'track',
  event: name,
  properties: { n },
  messageId: `${name}-${n}`,
  ...who,
});

describe('a merge', () => {
  test('undone restores everybody’s history exactly, and stays undone after a rebuild and further evidence', async () => {
    await send(
      seen('w1', 1, { anonymousId: 'w1-browser' }),
      seen('w1', 2, { anonymousId: 'w1-browser' }),
      seen('w1', 3, { userId: 'w1-user' }),
    );
    await identifyAll(deps);
    const before = await history('w1');
    await send({ type: 'identify', userId: 'w1-user', anonymousId: 'w1-browser', messageId: 'w1-link' });
    await identifyAll(deps);
    const merged = await history('w1');
    expect(merged).not.toBe(before);
    const cut = {
      type: 'cut',
      a: key('user_id', 'w1-user'),
      b: key('anonymous_id', 'w1-browser'),
      why: 'a guest',
    } as const;
    const preview = await desk.preview(cut, 'li');
    expect([preview.before.length, preview.after.length]).toEqual([1, 2]);
    expect(await history('w1')).toBe(merged);
    const { id } = await desk.decide(cut, 'li');
    expect(await history('w1')).toBe(before);
    await send({ type: 'identify', userId: 'w1-user', anonymousId: 'w1-browser', messageId: 'w1-again' });
    await identifyAll(deps);
    expect(await history('w1')).toBe(before);
    expect((await rebuild(deps, { check: true })).changes).toBe(0);
    await rebuild(deps);
    expect(await history('w1')).toBe(before);
    await desk.decide({ type: 'end_cut', id: id ?? '' }, 'wang');
    expect(await history('w1')).toBe(merged);
    const { cuts, changes } = await desk.explain(key('user_id', 'w1-user'), [key('user_id', 'w1-user')]);
    expect(cuts).toMatchObject([{ madeBy: 'li', endedBy: 'wang', why: 'a guest' }]);
    expect(changes.map(({ kind }) => kind).toSorted()).toEqual(['merged', 'merged', 'split']);
    const [told] = await clickhouse.query(
      `SELECT name, toString(properties.by) AS by FROM events WHERE name = '$identity_unmerged'`,
    );
    expect(told).toEqual({ name: '$identity_unmerged', by: 'li' });
  });

  test('says which event, source, time and rule it was', async () => {
    await send({
      type: 'identify',
      userId: 'w2',
      anonymousId: 'w2-b',
      timestamp: '2025-05-05T05:05:05.000Z',
      messageId: '6f2b3a52-7a4d-4b7e-8a52-0f2b3a527a4d',
    });
    await identifyAll(deps);
    const answer = await desk.explain(key('user_id', 'w2'), [key('user_id', 'w2'), key('anonymous_id', 'w2-b')]);
    expect(answer.links).toEqual([
      {
        a: key('user_id', 'w2'),
        b: key('anonymous_id', 'w2-b'),
        rule: 'event',
        at: '2025-05-05T05:05:05.000Z',
        eventId: '6f2b3a52-7a4d-4b7e-8a52-0f2b3a527a4d',
        source: 'shop',
        verdict: 'joined',
        reason: '',
      },
    ]);
    const list = await readChanges(clickhouse, { kind: 'merged', limit: 1 });
    expect(list.changes[0]).toMatchObject({ eventId: '6f2b3a52-7a4d-4b7e-8a52-0f2b3a527a4d', rule: 'event' });
    expect(list.next).not.toBeNull();
  });

  test('of two accounts takes a person’s word', async () => {
    await send(seen('w3', 1, { userId: 'w3-a' }), seen('w3', 2, { userId: 'w3-b' }));
    await desk.decide({ type: 'link', a: key('user_id', 'w3-a'), b: key('user_id', 'w3-b') }, 'li');
    expect(new Set(JSON.parse(await history('w3')).map(({ person }: { person: string }) => person)).size).toBe(1);
  });
});

test.each<readonly [string, (known: string) => DecideIdentity]>([
  ['a mistyped identifier', (known) => ({ type: 'cut', a: known, b: key('user_id', 'w7-nobody'), why: '' })],
  ['a number that is no key', () => ({ type: 'cut', a: (2n ** 64n).toString(), why: '' })],
  ['a link to nobody', (known) => ({ type: 'link', a: known, b: '1' })],
])('%s decides nothing', async (_name, decision) => {
  await send(seen('w7', 1, { userId: 'w7' }));
  await identifyAll(deps);
  const known = key('user_id', 'w7');
  await expect(desk.preview(decision(known), 'li')).rejects.toMatchObject({ code: 'not_found' });
  await expect(desk.decide(decision(known), 'li')).rejects.toMatchObject({ code: 'not_found' });
  const { cuts, links } = await desk.explain(known, [known]);
  expect({ cuts, links }).toEqual({ cuts: [], links: [] });
});

test('an identifier taken out takes its own history with it and nobody else’s', async () => {
  await send(
    seen('w4', 1, { anonymousId: 'w4-x' }),
    seen('w4', 2, { userId: 'w4', anonymousId: 'w4-x' }),
    seen('w4', 3, { userId: 'w4', anonymousId: 'w4-y' }),
    seen('w4', 4, { anonymousId: 'w4-y' }),
  );
  await identifyAll(deps);
  await desk.decide({ type: 'cut', a: key('anonymous_id', 'w4-x'), why: '' }, 'li');
  const people = JSON.parse(await history('w4')).map(({ person }: { person: string }) => person);
  expect(people).toEqual([key('anonymous_id', 'w4-x'), ...[2, 3, 4].map(() => key('user_id', 'w4'))]);
});

test('health shows what was refused and why, and the tablet that is nobody’s', async () => {
  await send(
    ...[1, 2, 3, 4].map((n) => seen('w5', n, { userId: `w5-${n}`, context: { device: { id: 'tablet' } } })),
    ...[1, 2].map((n) => seen('w6', n, { userId: `w6-${n}`, context: { device: { id: 'family' } } })),
  );
  await identifyAll(deps);
  const health = await readHealth(clickhouse, postgres);
  expect(health.hubs).toMatchObject([{ identifier: { type: 'device_id', value: 'tablet' }, seenWith: 4 }]);
  expect(health.refusals).toEqual(
    expect.arrayContaining([
      { reason: 'shared_in_fact', links: 4 },
      { reason: 'limit:user_id', links: 1 },
    ]),
  );
  expect(health.refused.find(({ reason }) => reason === 'limit:user_id')).toMatchObject({
    a: { value: 'w6-2' },
    b: { value: 'family', profileId: key('user_id', 'w6-1') },
  });
  expect(health.sizes.reduce((sum, { people }) => sum + people, 0)).toBe(health.people);
  const [row] = await clickhouse.query<{ n: string }>(
    `SELECT uniqExact(profile_id) AS n FROM people_events WHERE name IN ('w5', 'w6')`,
  );
  expect(row?.n).toBe('6');
});
