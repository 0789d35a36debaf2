import { expect, test } from 'vitest';
import { collectMigrations } from '#collect';
import { identifyMigrations } from '#identify';
import { parseExpression } from '#documents';
import { idKey, sqlTime, stableUuid } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import type { Known } from '../known.ts';
import { profileMigrations } from '../migrations.ts';
import { freezeAudience, frozenSql } from './freeze.ts';
import { liveAudience } from './live-audience.ts';
import { refreshAudiences } from './pass.ts';

const stores = await testStores({
  migrations: allMigrations([collectMigrations, identifyMigrations, profileMigrations]),
});
const { clickhouse, clock } = stores;
await clickhouse.command(
  `CREATE TABLE scores (model String, as_of DateTime64(3, 'UTC'), profile_id UInt64, score Float64) ENGINE = ReplacingMergeTree ORDER BY (profile_id, model, as_of)`,
);
const person = idKey('user_id', 'u1').toString();
await clickhouse.insert({
  table: 'events',
  rows: [
    {
      event_id: stableUuid('one'),
      name: 'order_paid',
      ts: sqlTime(new Date(clock.now().getTime() - 60_000)),
      received_at: sqlTime(clock.now()),
      source: 'test',
      id_key: person,
      ids: { user_id: 'u1' },
      id_keys: [person],
      properties: { amount: 900 },
      context: {},
    },
  ],
});

const conditions = {
  likely: 'score("repurchase") >= 0.5',
  best: 'tag("tier") = "L1"',
  listed: 'in_audience(list)',
  plain: 'count(order_paid) >= 1',
} as const;
const known: Known = {
  conditions: new Map(Object.entries({ ...conditions, list: 'count(order_paid) >= 1' })),
  lists: new Map([['list', frozenSql('list')]]),
  tags: new Map([
    ['tier', { type: 'ranked', by: parseExpression('sum(order_paid.amount)'), among: null, values: ['L1', 'L2'] }],
  ]),
  cuts: new Map([['tier', 'a wording']]),
  timeZone: 'UTC',
};
const audiences = Object.entries(conditions).map(([name, condition]) => liveAudience(name, condition, known));
/** One second later. */
const pass = () => {
  clock.set(new Date(clock.now().getTime() + 1_000));
  return refreshAudiences(stores, audiences, known);
};
const members = async (): Promise<readonly string[]> =>
  (
    await clickhouse.query<{ audience: string }>(
      'SELECT DISTINCT toString(audience) AS audience FROM (SELECT audience, member FROM audience_members FINAL) WHERE member = 1 ORDER BY audience',
    )
  ).map(({ audience }) => audience);

test('new scores, cuts and lists change audiences at the next pass, and nothing is looked at between', async () => {
  await pass();
  expect(await members()).toEqual(['plain']);
  await pass();
  const now = sqlTime(clock.now());
  await clickhouse.insert({
    table: 'scores',
    rows: [{ model: 'repurchase', as_of: now, profile_id: person, score: 0.7 }],
  });
  expect(await pass()).toMatchObject({ touched: null, entered: 1 });
  expect(await members()).toEqual(['likely', 'plain']);
  await clickhouse.insert({
    table: 'tag_thresholds',
    rows: [{ tag: 'tier', meaning: 'a wording', at: now, cuts: [500], people: 1, computed_at: now }],
  });
  expect(await pass()).toMatchObject({ entered: 1 });
  await freezeAudience(
    stores,
    { name: 'list', condition: 'count(order_paid) >= 1' },
    { known, name: 'now', by: 'test' },
  );
  expect(await pass()).toMatchObject({ entered: 1 });
  expect(await members()).toEqual(['best', 'likely', 'listed', 'plain']);
  expect(await pass()).toMatchObject({ touched: 0, entered: 0, left: 0 });
});
