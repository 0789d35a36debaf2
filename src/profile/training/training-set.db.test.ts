import { beforeAll, expect, test } from 'vitest';
import { collectMigrations } from '#collect';
import { identifyMigrations } from '#identify';
import { seededRandom, sqlTime } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { compileSet, parseExpression } from '#documents';
import type { NumberRows } from '../column-stream.ts';
import { type FeatureSet, featureSet } from '../feature-set.ts';
import { frozenSql } from '../live/freeze.ts';
import { profileMigrations } from '../migrations.ts';
import { readFeatures } from '../read-features.ts';
import { buildTrainingSet, readTrainingSet } from './training-set.ts';

const { clickhouse } = await testStores({
  migrations: allMigrations([collectMigrations, identifyMigrations, profileMigrations]),
});

const asOf = new Date('2026-06-15T12:00:00.000Z');
const day = 86_400_000;
const dates = [0, 30, 31, 75].map((days) => new Date(asOf.getTime() - days * day));

const expressions = [
  'count(order_paid)',
  'sum(order_paid.amount, 30d)',
  'mean(order_paid.amount, 60d..30d)',
  'stddev(order_paid.amount)',
  'last(order_paid.amount)',
  'first(order_paid.amount) + max(order_paid.amount, this_month)',
  'distinct(order_paid.category, 90d)',
  'diversity(order_paid.category)',
  'favourite(order_paid.category) = "fridge"',
  'trend(count(viewed), 30d)',
  'days_since(viewed)',
  'interval_cv(viewed)',
  'count(viewed, since last order_paid)',
  'sequence(viewed then order_paid within 2d, 60d)',
  'trait("city") = "Shanghai"',
  'tag("stage") = "young"',
  'in_audience("frozen")',
  'distinct(order_paid.category, last_month)',
  'favourite(order_paid.amount where category != "tv", 90d..30d)',
  'diversity(viewed.category, since last order_paid)',
];
const followedAt = expressions.length + 1;

const set = (who: string): FeatureSet =>
  featureSet({
    features: expressions.map((expression, i) => ({
      name: `x${10 + i}`,
      title: { zh: '', en: '' },
      spec: { expression },
    })),
    who,
    extras: { recency: 'days_since(order_paid)' },
    known: {
      conditions: new Map(),
      lists: new Map([['frozen', frozenSql('frozen')]]),
      tags: new Map([
        [
          'stage',
          {
            type: 'rule',
            values: [{ value: 'young', when: parseExpression('days_since_first(viewed) < 40') }],
            otherwise: null,
          },
        ],
      ]),
      timeZone: 'Asia/Shanghai',
    },
  });

const random = seededRandom('training');
let events = 0;
const event = (person: number, at: Date): object => ({
  event_id: `00000000-0000-4000-8000-${(++events).toString(16).padStart(12, '0')}`,
  name: random.pick(['order_paid', 'viewed', 'viewed', '$identify']),
  ts: sqlTime(at),
  received_at: sqlTime(asOf),
  id_key: (BigInt(person) * 0x0123_4567_89ab_cdefn).toString(),
  properties: {
    amount: 10 * random.int(50),
    category: random.pick(['fridge', 'lamp', 'tv']),
    city: random.pick(['Shanghai', 'Suzhou']),
  },
});

beforeAll(async () => {
  const rows = Array.from({ length: 900 }, () =>
    event(1 + random.int(60), new Date(asOf.getTime() - Math.floor(random.next() * 150 * day))),
  );
  await clickhouse.insert({ table: 'events', rows });
  const frozen = (at: Date, people: readonly number[]) =>
    [...people.map((person) => (BigInt(person) * 0x0123_4567_89ab_cdefn).toString()), '0'].map((profile_id) => ({
      audience: 'frozen',
      frozen_at: sqlTime(at),
      profile_id,
    }));
  await clickhouse.insert({
    table: 'audience_frozen',
    rows: [
      ...frozen(new Date(asOf.getTime() - 50 * day), [1, 2, 3]),
      ...frozen(new Date(asOf.getTime() - day), [3, 4]),
    ],
  });
});

const plain = ({ keys, values }: NumberRows) => ({ keys: [...keys], values: [...values] });

test.each(['true', 'count(order_paid, 60d) >= 1'])(
  'a date’s rows are to the bit what that date gives alone, for people with %s',
  async (who) => {
    const many = await readTrainingSet(clickhouse, set(who), dates);
    for (const [i, date] of dates.entries()) {
      const alone = await readFeatures(clickhouse, set(who), date);
      expect(plain(many[i]), date.toISOString()).toEqual(plain(alone));
      expect(alone.rows).toBeGreaterThan(20);
    }
    // the list frozen at its time, so that the test could fail
    const frozen = (i: number) =>
      many[i].values.subarray(16 * many[i].rows, 17 * many[i].rows).filter((is) => is === 1);
    if (who === 'true') expect([frozen(0).length, frozen(1).length, frozen(3).length]).toEqual([2, 3, 0]);
  },
);

test('what followed each date stands beside its people, and zeros where nothing did', async () => {
  const bought = compileSet({
    outputs: [{ name: 'bought', expression: parseExpression('count(order_paid, 30d)') }],
    where: parseExpression('count(order_paid, 30d) > 0'),
    dates: 'many',
  });
  const columns = ['bought'];
  const many = await readTrainingSet(clickhouse, set('true'), dates, { ...bought, columns, daysLater: 30 });
  for (const [i, date] of dates.entries()) {
    const rows = await clickhouse.query<{ person: string; n: string }>(
      `SELECT toString(profile_id) AS person, count() AS n FROM people_events
       WHERE name = 'order_paid' AND ts >= {from:DateTime64(3)} AND ts < {from:DateTime64(3)} + INTERVAL 30 DAY GROUP BY person`,
      { from: date },
    );
    const wanted = new Map(rows.map(({ person, n }) => [person, Number(n)]));
    const found = many[i].values.subarray(followedAt * many[i].rows);
    expect([...found]).toEqual([...many[i].keys].map((key) => wanted.get(key.toString()) ?? 0));
  }
  expect(many[1].values.subarray(followedAt * many[1].rows).some((n) => n > 0)).toBe(true);
});

test('rows written down are the rows read, also when written twice, and no table is left', async () => {
  const snapshots = new Map(dates.map((date, i) => [`train/${i}`, date]));
  await buildTrainingSet(clickhouse, set('true'), snapshots);
  await buildTrainingSet(clickhouse, set('true'), snapshots);
  const [read] = await readTrainingSet(clickhouse, set('true'), [dates[2]]);
  const written = await clickhouse.query<{ profile_id: string; numbers: (number | null)[] }>(
    `SELECT profile_id, values AS numbers FROM feature_rows FINAL WHERE snapshot = 'train/2' AND as_of = {at:DateTime64(3)} ORDER BY profile_id`,
    { at: dates[2] },
  );
  expect(written.map(({ profile_id }) => BigInt(profile_id))).toEqual([...read.keys]);
  const columns = expressions.length + 1;
  // as JSON a Float32 is its shortest spelling, and NaN is null
  written.forEach(({ numbers }, i) =>
    expect(numbers.map((n) => (n === null ? Number.NaN : Math.fround(n)))).toEqual(
      Array.from({ length: columns }, (_, j) => read.values[j * read.rows + i]),
    ),
  );
  expect(await clickhouse.query(`SELECT name FROM system.tables WHERE match(name, '^training_')`)).toEqual([]);
});

test('no dates give no rows, and dates before all events empty ones', async () => {
  expect(await readTrainingSet(clickhouse, set('true'), [])).toEqual([]);
  const [early] = await readTrainingSet(clickhouse, set('true'), [new Date('2020-01-01T00:00:00Z')]);
  expect(early.rows).toBe(0);
});

test('events at or after a date never change its rows', async () => {
  const before = (await readTrainingSet(clickhouse, set('true'), dates)).map(plain);
  const [, second] = dates;
  const later = Array.from({ length: 300 }, (_, i) =>
    // every other at the very moment, of people old and new
    event(1 + random.int(90), new Date(second.getTime() + (i % 2) * Math.floor(random.next() * 29 * day))),
  );
  await clickhouse.insert({ table: 'events', rows: later });
  const after = (await readTrainingSet(clickhouse, set('true'), dates)).map(plain);
  expect(after.slice(1)).toEqual(before.slice(1));
  // and those of the date after them do change, so that the test could fail
  expect(after[0]).not.toEqual(before[0]);
});
