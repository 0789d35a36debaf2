import { beforeAll, expect, test } from 'vitest';
import { compileSet, parseExpression, type Written } from '#documents';
import { identifyMigrations } from '#identify';
import { collectMigrations } from '#collect';
import { sqlTime } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { frozenSql } from './live/freeze.ts';
import { type Known, meaningsOf } from './known.ts';

const { clickhouse } = await testStores({ migrations: allMigrations([collectMigrations, identifyMigrations]) });
const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1) + (n - 1) * 86_400_000);

const known: Known = {
  conditions: new Map<string, Written>([
    ['buyers', { count: 'order_paid', is: { '>=': 1 } }],
    ['best', 'in_audience(buyers) and tag(tier) = "L1"'],
  ]),
  lists: new Map([['frozen', frozenSql('frozen')]]),
  tags: new Map([
    [
      'tier',
      {
        type: 'ranked',
        by: parseExpression('sum(order_paid.amount)'),
        among: parseExpression('in_audience(buyers)'),
        values: ['L1', 'L2'],
      },
    ],
  ]),
  timeZone: 'Asia/Shanghai',
};

beforeAll(async () => {
  await clickhouse.command(
    `CREATE TABLE scores (model String, as_of DateTime64(3, 'UTC'), profile_id UInt64, score Float64) ENGINE = ReplacingMergeTree ORDER BY (profile_id, model, as_of)`,
  );
  await clickhouse.command(
    `CREATE TABLE IF NOT EXISTS tag_thresholds (tag String, at DateTime64(3, 'UTC'), cuts Array(Float64)) ENGINE = ReplacingMergeTree ORDER BY (tag, at)`,
  );
  await clickhouse.insert({
    table: 'events',
    rows: [1, 2, 3].map((person) => ({
      event_id: `00000000-0000-4000-8000-00000000000${person}`,
      name: 'order_paid',
      ts: sqlTime(day(person)),
      received_at: sqlTime(day(person)),
      id_key: String(person),
      properties: { amount: person * 100 },
    })),
  });
  await clickhouse.insert({
    table: 'scores',
    rows: [
      { model: 'churn', as_of: sqlTime(day(2)), profile_id: '1', score: 0.2 },
      { model: 'churn', as_of: sqlTime(day(4)), profile_id: '1', score: 0.4 },
      { model: 'other', as_of: sqlTime(day(2)), profile_id: '2', score: 0.9 },
    ],
  });
  await clickhouse.command(
    `CREATE TABLE audience_frozen (audience String, frozen_at DateTime64(3, 'UTC'), profile_id UInt64) ENGINE = ReplacingMergeTree ORDER BY (audience, frozen_at, profile_id)`,
  );
  const frozen = (at: number, people: readonly number[]) =>
    people.map((person) => ({ audience: 'frozen', frozen_at: sqlTime(day(at)), profile_id: String(person) }));
  // on day 3, again on day 4, and once cut off before its end
  await clickhouse.insert({
    table: 'audience_frozen',
    rows: [...frozen(3, [2, 0]), ...frozen(4, [1, 3, 0]), ...frozen(4.5, [2])],
  });
  await clickhouse.insert({ table: 'tag_thresholds', rows: [{ tag: 'tier', at: sqlTime(day(4)), cuts: [200] }] });
});

test('names mean what is published, each as it was at the time asked about', async () => {
  const texts = [
    'coalesce(score(churn), -1)',
    'coalesce(tag(tier), "none")',
    'in_audience(best)',
    'in_audience(frozen)',
  ];
  const { sql, params } = compileSet({
    outputs: texts.map((text, i) => ({ name: `x${i}`, expression: parseExpression(text) })),
    meanings: meaningsOf(known),
    timeZone: known.timeZone,
    dates: 'many',
  });
  const rows = await clickhouse.query<Record<string, unknown>>(
    `SELECT toDayOfMonth(as_of), profile_id, x0, x1, x2, x3 FROM (${sql}) ORDER BY 1, 2`,
    { ...params, as_of_dates: [sqlTime(day(4)), sqlTime(day(5))] },
  );
  expect(rows.map((row) => Object.values(row))).toEqual([
    [4, '1', 0.2, 'none', 0, 0],
    [4, '2', -1, 'none', 0, 1],
    [4, '3', -1, 'none', 0, 0],
    [5, '1', 0.4, 'L2', 0, 1],
    [5, '2', -1, 'L1', 1, 0],
    [5, '3', -1, 'L1', 1, 1],
  ]);
});
