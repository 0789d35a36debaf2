import { describe, expect, test } from 'vitest';
import { collectMigrations, createCollector, createContactBook, createEventLog, createPseudonymizer } from '#collect';
import { silentLogger, silentProgress } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { identifyAll } from '../identify.ts';
import { identifyMigrations } from '../migrations.ts';
import { personSql } from '../person-sql.ts';
import { linkPeople } from './link-people.ts';
import { createMatching } from './matching.ts';
import { matchingMigrations } from './migrations.ts';
import type { MatchRuleSpec } from './rule-schema.ts';
import { aRule } from './testing.ts';

const stores = await testStores({
  migrations: allMigrations([collectMigrations, identifyMigrations, matchingMigrations]),
});
const { clickhouse, postgres, clock } = stores;
const secret = 'a secret of at least 32 characters!';
const collector = createCollector({
  ...createEventLog({ clickhouse, clock, log: silentLogger(), secret: 'a secret' }),
  clock,
  contacts: createContactBook(postgres, secret),
  pseudonymizer: createPseudonymizer(secret),
});

const spec = aRule({
  fields: [
    { name: 'name', from: { trait: 'full_name' }, compare: { type: 'chinese_name' }, termFrequency: true },
    { name: 'born', from: { trait: 'born' }, compare: { type: 'date' } },
    { name: 'city', from: { trait: 'home_city' }, compare: { type: 'exact' }, termFrequency: true },
    { name: 'street', from: { trait: 'street' }, compare: { type: 'bigrams' } },
  ],
  blocking: [[{ fields: ['name'] }], [{ fields: ['born'] }], [{ fields: ['street'] }]],
});
let inForce: MatchRuleSpec = spec;
const matching = createMatching({
  ...stores,
  link: linkPeople({ clickhouse, clock }),
  documents: {
    // the one rule of this file, as the store of documents would give it
    published: async (kind) => {
      const parsed = kind.parse(inForce);
      if (parsed.type === 'invalid') throw new Error(JSON.stringify(parsed.problems));
      return [
        {
          kind: 'MatchRule',
          name: 'people',
          title: { zh: '同一人', en: 'Same person' },
          version: 1,
          state: 'published',
          revision: 1,
          hash: '',
          createdAt: clock.now(),
          updatedAt: clock.now(),
          updatedBy: null,
          spec: parsed.spec,
        },
      ];
    },
  },
});

const surnames = Array.from('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗');
const given = Array.from('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平');
/** 60 people with two records each, written down by two shops that share no identifier. */
const people = Array.from({ length: 60 }, (_, i) => ({
  full_name: `${surnames[i % 20] ?? ''}${given[(i * 7) % 20] ?? ''}${given[(i * 3 + 5) % 20] ?? ''}`,
  born: `19${60 + (i % 37)}-0${1 + (i % 9)}-${10 + (i % 18)}`,
  home_city: ['上海', '北京', '杭州'][i % 3] ?? '',
  street: `人民路${i * 3 + 1}号阳光花园${(i * 5) % 41}栋${i}室`,
}));
await collector.batch({
  source: 'test',
  shared: {},
  messages: people.flatMap((traits, i) => [
    { type: 'identify', userId: `shop-${i}`, traits, messageId: `shop-${i}` },
    {
      type: 'identify',
      anonymousId: `app-${i}`,
      traits: {
        ...traits,
        ...(i % 4 === 0 ? { born: '' } : {}),
        ...(i % 5 === 0 ? { street: `${traits.street}东` } : {}),
      },
      messageId: `app-${i}`,
    },
  ]),
});
await identifyAll(stores);

const run = (dryRun = false) => matching.run('people', { progress: silentProgress(), dryRun });
const open = async () => (await matching.pairs({ rule: 'people', states: ['open'], limit: 100 })).pairs;
const peopleCount = async (): Promise<number> =>
  Number((await clickhouse.query<{ n: string }>('SELECT uniqExact(profile_id) AS n FROM people_events'))[0]?.n);

/** The two people of a pair that must be there. */
const ends = (pair: { readonly a: string; readonly b: string } | undefined) => {
  if (pair === undefined) throw new Error('no such pair');
  return { a: pair.a, b: pair.b };
};

describe('matching people', () => {
  test('a dry run tells what would happen and writes nothing', async () => {
    const report = await run(true);
    expect(report.records).toBe(120);
    expect(report.toReview).toBeGreaterThanOrEqual(55);
    expect(await open()).toEqual([]);
    expect((await matching.rules())[0]?.lastRun).toBeNull();
  });

  test('a rule that is not enabled runs dry only', async () => {
    inForce = { ...spec, enabled: false };
    await expect(run()).rejects.toMatchObject({ code: 'unprocessable' });
    await expect(run(true)).resolves.toMatchObject({ records: 120 });
    inForce = spec;
  });

  test('the list shows both people’s values, and the prior and the bits add up to the weight', async () => {
    await run();
    const pairs = await open();
    expect(pairs.length).toBeGreaterThanOrEqual(55);
    for (const pair of pairs) {
      expect(pair.fields.reduce((sum, { bits }) => sum + bits, pair.priorBits)).toBeCloseTo(pair.weight, 6);
    }
    const [first] = pairs;
    expect(first?.fields.find(({ name }) => name === 'name')).toMatchObject({ a: first?.fields[0]?.b, level: 'same' });
    expect(await peopleCount()).toBe(120);
  });

  test('an accepted pair becomes one person and is never asked again', async () => {
    const [pair] = await open();
    const { a, b } = ends(pair);
    await matching.decide({ rule: 'people', a, b, state: 'accepted', by: 'Mei' });
    await identifyAll(stores);
    expect(await peopleCount()).toBe(119);
    await run();
    expect((await open()).some((each) => each.a === a && each.b === b)).toBe(false);
    const [kept] = (await matching.pairs({ rule: 'people', states: ['accepted'], limit: 10 })).pairs;
    expect(kept).toMatchObject({ a, b, decidedBy: 'Mei', decidedAt: '2026-01-01T00:00:00.000Z' });
  });

  test('a rejected pair is never asked and never linked again, even when the rule accepts by itself', async () => {
    const [pair] = await open();
    const { a, b } = ends(pair);
    await matching.decide({ rule: 'people', a, b, state: 'rejected', by: 'Mei' });
    inForce = { ...spec, accept: 'automatic' };
    const report = await run();
    await identifyAll(stores);
    expect(report.accepted).toBeGreaterThanOrEqual(50);
    const map = await clickhouse.query<{ a: string; b: string }>(
      `SELECT ${personSql('{a:UInt64}')} AS a, ${personSql('{b:UInt64}')} AS b`,
      { a, b },
    );
    expect(map[0]?.a).not.toBe(map[0]?.b);
    expect((await open()).some((each) => each.a === a && each.b === b)).toBe(false);
    expect(await peopleCount()).toBe(120 - 1 - report.accepted);
    inForce = spec;
  });

  test('a rule may not give a person two user ids: such pairs are left to people, who may', async () => {
    const twin = { full_name: '欧阳若曦', born: '1971-03-04', home_city: '北京', street: '长安街1号锦绣家园9栋909室' };
    const messages = ['twin-1', 'twin-2'].map((userId) => ({
      type: 'identify',
      userId,
      traits: twin,
      messageId: userId,
    }));
    await collector.batch({ source: 'test', shared: {}, messages });
    await identifyAll(stores);
    const before = await peopleCount();
    inForce = { ...spec, accept: 'automatic' };
    await run();
    await identifyAll(stores);
    expect(await peopleCount()).toBe(before);
    const [pair] = (await open()).filter(({ held }) => held === 'refused');
    const { a, b } = ends(pair);
    await matching.decide({ rule: 'people', a, b, state: 'accepted', by: 'Mei' });
    await identifyAll(stores);
    expect(await peopleCount()).toBe(before - 1);
    inForce = spec;
  });

  test('the first decision stands; another one is refused', async () => {
    const [pair] = (await matching.pairs({ rule: 'people', states: ['rejected'], limit: 1 })).pairs;
    const { a, b } = ends(pair);
    await expect(matching.decide({ rule: 'people', a, b, state: 'accepted', by: 'Li' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      matching.decide({ rule: 'people', a: '1', b: '2', state: 'accepted', by: 'Li' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a run leaves no table of its own behind', async () => {
    const left = await clickhouse.query(
      `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'matching_')`,
    );
    expect(left).toEqual([]);
  });
});
