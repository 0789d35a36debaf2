import { describe, expect, test } from 'vitest';
import { collectMigrations } from '#collect';
import { compileSet, evaluate, expand, check, parseExpression } from '#documents';
import { identifyMigrations } from '#identify';
import { sqlTime } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { meaningsOf } from '../known.ts';
import { profileMigrations } from '../migrations.ts';
import { keysOfProfile } from '../people.ts';
import { refreshCuts } from './cuts.ts';
import { refreshTags } from './pass.ts';
import { readCuts, readFlows, readTags, readWorth, taggedPeople } from './read-tags.ts';
import { tagsOfProfile } from './tags-of-profile.ts';
import { aTag, knownOf, personKey, send } from './testing.ts';

const migrations = allMigrations([collectMigrations, identifyMigrations, profileMigrations]);
const day = 86_400_000;
const now = new Date('2026-06-15T04:00:00Z');
const ago = (days: number): Date => new Date(now.getTime() - days * day);

const stage = aTag('stage', {
  type: 'rule',
  category: { zh: '生命周期/阶段', en: 'Life cycle/Stage' },
  owner: '用户运营',
  values: [
    { value: 'new', when: 'days_since_first(order_paid) <= 30' },
    { value: 'active', when: 'days_since(order_paid) <= 60' },
    { value: 'lost', when: 'count(order_paid) > 0' },
  ],
});
const tier = aTag('tier', {
  type: 'ranked',
  by: 'sum(order_paid.amount)',
  among: 'count(order_paid) > 0',
  shares: [{ value: 'L1', top: '20%' }, { value: 'L2', top: '50%' }, { value: 'L3' }],
});
const vip = aTag('vip', { type: 'given', validDays: 10 });

describe('tags on real stores', () => {
  test('cuts of a ranked tag are what they were: the past is ranked among those of the past', async () => {
    const { clickhouse } = await testStores({ migrations });
    // ten buyers with 100 … 1000 in April; one with 100,000 in June
    await send({ clickhouse }, [
      ...Array.from({ length: 10 }, (_, i) => ({
        user: `u${i}`,
        at: ago(60),
        properties: { amount: (i + 1) * 100 },
      })),
      { user: 'whale', at: ago(3), properties: { amount: 100_000 } },
    ]);
    const known = knownOf([tier]);
    expect(await refreshCuts(clickhouse, [tier], known, now)).toEqual(['tier']);
    expect(await refreshCuts(clickhouse, [tier], known, now)).toEqual([]);
    const cuts = await readCuts(clickhouse, tier);
    // 11 people: ⌈2.2⌉ = the 3rd, ⌈5.5⌉ = the 6th; before the whale 10: the 2nd, the 5th
    expect(cuts.map(({ cuts: each, people }) => [each, people])).toEqual([
      [[900, 600], 11],
      [[900, 600], 10],
      [[900, 600], 10],
    ]);
    const asOf = async (at: Date): Promise<Record<string, string | null>> => {
      const { sql, params } = compileSet({
        outputs: [{ name: 'tier', expression: parseExpression('tag(tier)') }],
        meanings: meaningsOf(known),
      });
      const rows = await clickhouse.query<{ profile_id: string; tier: string | null }>(sql, {
        ...params,
        as_of: sqlTime(at),
      });
      const names = new Map(['u9', 'u8', 'u0', 'whale'].map((user) => [personKey(user), user]));
      return Object.fromEntries(
        rows.flatMap((row) => {
          const user = names.get(row.profile_id);
          return user === undefined ? [] : [[user, row.tier]];
        }),
      );
    };
    expect(await asOf(now)).toEqual({ u9: 'L1', u8: 'L1', u0: 'L3', whale: 'L1' });
    expect(await asOf(ago(40))).toEqual({ u9: 'L1', u8: 'L1', u0: 'L3' });
    // no cuts yet
    expect(await asOf(ago(59.9))).toEqual({ u9: null, u8: null, u0: null });
    // another wording has cuts of its own
    const other = aTag('tier', { ...tier.spec, by: 'count(order_paid)' });
    expect(await readCuts(clickhouse, other)).toEqual([]);
    expect((await readWorth(clickhouse, tier, { known, asOf: now })).values[0]).toMatchObject({
      value: 'L1',
      people: 3,
      sum: 101_900,
      median: 1000,
    });
  });

  test('values are kept, changes are told once, and what a document changes is told to nobody', async () => {
    const { clickhouse, postgres, clock } = await testStores({ migrations });
    const deps = { clickhouse, postgres, clock };
    clock.set(now);
    await send({ clickhouse }, [
      { user: 'a', at: ago(20) },
      { user: 'b', at: ago(100) },
      { user: 'c', at: ago(10), name: 'page_viewed' },
    ]);
    const tags = [stage, vip];
    const known = knownOf(tags);
    expect(await refreshTags(deps, tags, known)).toMatchObject({ filled: 2, changes: 0 });
    const held = async (): Promise<readonly string[]> => {
      const names = new Map(['a', 'b', 'c'].map((user) => [personKey(user), user]));
      const rows = await clickhouse.query<{ tag: string; id: string; value: string }>(
        `SELECT tag, toString(profile_id) AS id, value FROM (SELECT * FROM profile_tags FINAL) WHERE value != ''`,
      );
      return rows.map(({ tag, id, value }) => `${tag} ${names.get(id)} ${value}`).toSorted();
    };
    const told = () =>
      clickhouse.query<{ said: string }>(
        `SELECT concat(toString(properties.tag), ' ', ifNull(toString(properties.from), '-'), ' ', ifNull(toString(properties.to), '-')) AS said
         FROM events FINAL WHERE name = '$tag_changed' ORDER BY said`,
      );
    expect(await held()).toEqual(['stage a new', 'stage b lost']);
    expect(await told()).toEqual([]);

    clock.set(new Date(now.getTime() + 2_000));
    const soon = clock.now();
    await send({ clickhouse }, [
      { user: 'b', at: soon },
      { user: 'c', at: soon, name: '$tag_set', properties: { tag: 'vip', value: 'gold' } },
    ]);
    clock.set(new Date(now.getTime() + 4_000));
    expect(await refreshTags(deps, tags, known)).toMatchObject({ filled: 0, changes: 2 });
    expect(await refreshTags(deps, tags, known)).toMatchObject({ changes: 0 });
    expect(await held()).toEqual(['stage a new', 'stage b active', 'vip c gold']);
    expect(await told()).toEqual([{ said: 'stage lost active' }]);

    // time alone: a is no longer new on day 30, vip ends after ten days
    clock.set(new Date(now.getTime() + 10.6 * day));
    await refreshTags(deps, tags, known);
    expect(await held()).toEqual(['stage a active', 'stage b active']);
    expect(await told()).toEqual([{ said: 'stage lost active' }, { said: 'stage new active' }]);

    const [row] = await readTags({ clickhouse, postgres }, tags);
    expect(row?.row).toMatchObject({
      category: [
        { zh: '生命周期', en: 'Life cycle' },
        { zh: '阶段', en: 'Stage' },
      ],
      owner: { zh: '用户运营', en: '用户运营' },
      people: 2,
    });
    expect(row?.row.sizes).toContainEqual({ value: 'active', title: { zh: 'active', en: 'active' }, people: 2 });
    expect(row?.row.trend.length).toBeGreaterThan(5);
    expect(await taggedPeople(clickhouse, stage, { value: 'active', limit: 10 })).toMatchObject({ total: 2 });
    // archived
    await refreshTags(deps, [vip], knownOf([vip]));
    expect(await held()).toEqual([]);
  });

  test('flows between values are those of the log, also before the tag was there', async () => {
    const { clickhouse } = await testStores({ migrations });
    await send({ clickhouse }, [
      { user: 'a', at: ago(80) },
      { user: 'b', at: ago(80) },
      { user: 'b', at: ago(20) },
      { user: 'c', at: ago(5) },
    ]);
    const flows = await readFlows(clickhouse, stage, { known: knownOf([stage]), dates: [ago(70), ago(30), now] });
    expect(flows.flows).toEqual([
      { step: 0, from: 'new', to: 'active', people: 2 },
      { step: 1, from: null, to: 'new', people: 1 },
      { step: 1, from: 'active', to: 'active', people: 1 },
      { step: 1, from: 'active', to: 'lost', people: 1 },
    ]);
  });

  test('a person has their tags at once, and both engines agree on them', async () => {
    const { clickhouse } = await testStores({ migrations });
    const sent = [
      { user: 'a', at: ago(40), properties: { amount: 10 } },
      { user: 'a', at: ago(2), name: '$tag_set', properties: { tag: 'vip' } },
    ];
    await send({ clickhouse }, sent);
    const tags = [stage, tier, vip];
    const known = knownOf(tags);
    await refreshCuts(clickhouse, tags, known, now);
    const profileId = personKey('a');
    const found = await tagsOfProfile(
      clickhouse,
      { profileId, keys: await keysOfProfile(clickhouse, profileId) },
      { tags, known, asOf: now },
    );
    expect(found.map(({ tag, value }) => [tag, value])).toEqual([
      ['stage', 'active'],
      ['tier', 'L1'],
      ['vip', 'true'],
    ]);
    const [latest] = await readCuts(clickhouse, tier);
    const inMemory = tags.map(({ name }) => {
      const { typed } = check(parseExpression(`tag(${name})`), {}, 'string');
      if (typed === null) throw new Error(name);
      const events = sent.map(({ at, name: event = 'order_paid', properties }, i) => ({
        eventId: String(i),
        name: event,
        ts: at,
        properties,
      }));
      return evaluate(expand(typed, meaningsOf(known)), { events, asOf: now, levels: () => latest?.cuts ?? [] });
    });
    expect(inMemory).toEqual(['active', 'L1', 'true']);
  });
});
