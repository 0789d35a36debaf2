import { type ClickHouse, sqlTime } from '#platform';
import type { History } from './evaluate.ts';
import type { Meanings } from './meanings.ts';
import { parseExpression } from './parse-expression.ts';

/** What the names in random expressions stand for, the same for both engines. */

const lists: Readonly<Record<string, readonly number[]>> = {
  staff: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  'vip-1': [2, 4, 6, 8, 10, 12, 14],
};
const buyers = parseExpression('count(order_paid) > 0 or tag("tier") = "L1"');

const tags: NonNullable<Meanings['tag']> = (name) => {
  switch (name) {
    case 'stage':
      return {
        type: 'rule',
        values: [
          { value: 'a', when: parseExpression('count(viewed, 2d) > 0 and score("churn") < 0.6') },
          { value: '', when: parseExpression('in_audience(buyers)') },
        ],
        otherwise: null,
      };
    case 'tier':
      return {
        type: 'ranked',
        by: parseExpression('sum(order_paid.amount)'),
        among: parseExpression('not never(order_paid)'),
        values: ['L1', 'a', 'b'],
      };
    default:
      return { type: 'given', validDays: 2 };
  }
};

const models = ['churn', 'next order'];
const hoursBefore = (asOf: Date, hours: number): Date => new Date(asOf.getTime() - hours * 3_600_000);
/** The latest at T itself: too late to count. */
const scoresOf = (model: string, person: number, asOf: Date) =>
  person % 3 === 0
    ? []
    : [50, 20, 0].map((hours) => ({
        at: hoursBefore(asOf, hours),
        score: ((person * 7 + hours * 13 + model.length) % 20) / 20,
      }));
const levelsOf = (tag: string, asOf: Date) =>
  [90, 40, 0].map((hours) => ({ at: hoursBefore(asOf, hours), cuts: [hours + tag.length, hours === 40 ? 1 : 0.25] }));
const lastBefore = <T extends { readonly at: Date }>(all: readonly T[], at: Date): T | undefined =>
  all.filter((each) => each.at < at).toSorted((a, b) => Number(b.at) - Number(a.at))[0];

const entries = new Map([
  ['a', '12'],
  ['b', 'b'],
  ['12', 'true'],
  ['北京', '-0.5'],
  ['true', ''],
  ['', '北京'],
]);
const leadsOn = (property: string): boolean => property === 'category' || property === 'ship.city';

/** What the SQL below reads. */
export const createBesideTables = async (clickhouse: ClickHouse, asOf: Date, people: number): Promise<void> => {
  await clickhouse.command(
    `CREATE TABLE said (model String, profile_id UInt64, at DateTime64(3, 'UTC'), score Float64) ENGINE = MergeTree ORDER BY profile_id`,
  );
  await clickhouse.command(
    `CREATE TABLE cut (tag String, at DateTime64(3, 'UTC'), cuts Array(Float64)) ENGINE = MergeTree ORDER BY tag`,
  );
  const said = Array.from({ length: people }, (_, profile_id) =>
    models.flatMap((model) =>
      scoresOf(model, profile_id, asOf).map(({ at, score }) => ({ model, profile_id, at: sqlTime(at), score })),
    ),
  );
  await clickhouse.insert({ table: 'said', rows: said.flat() });
  const cuts = levelsOf('tier', asOf).map(({ at, cuts: levels }) => ({ tag: 'tier', at: sqlTime(at), cuts: levels }));
  await clickhouse.insert({ table: 'cut', rows: cuts });
};

/** For SQL. */
export const meanings: Meanings = {
  audience: (name) => {
    if (name === 'buyers') return { type: 'condition', condition: buyers };
    return {
      type: 'people',
      people: (prefix, dates) => ({
        sql: `SELECT arrayJoin({${prefix}:Array(UInt64)}) AS profile_id${dates === 'many' ? ", arrayJoin({as_of_dates:Array(DateTime64(3, 'UTC'))}) AS as_of" : ''}`,
        params: { [prefix]: lists[name] ?? [] },
      }),
    };
  },
  tag: tags,
  score: (model, prefix) => ({
    sql: `SELECT profile_id, at, score FROM said WHERE model = {${prefix}:String}`,
    params: { [prefix]: model },
  }),
  levels: (tag, prefix) => ({
    sql: `SELECT at, cuts FROM cut WHERE tag = {${prefix}:String}`,
    params: { [prefix]: tag },
  }),
  attribute: (property, attribute, prefix) =>
    leadsOn(property) && attribute === 'colour'
      ? (key) => ({
          sql: `[NULL, ${[...entries].map((_, i) => `{${prefix}v${i}:String}`).join(', ')}][indexOf({${prefix}k:Array(String)}, ${key}) + 1]`,
          params: {
            [`${prefix}k`]: [...entries.keys()],
            ...Object.fromEntries([...entries.values()].map((value, i) => [`${prefix}v${i}`, value])),
          },
        })
      : undefined,
};

/** For the evaluator. */
export const besideInMemory = (
  person: number,
  asOf: Date,
): Pick<History, 'inAudience' | 'score' | 'levels' | 'attribute'> => ({
  inAudience: (name) => (lists[name] ?? []).includes(person),
  score: (model) => lastBefore(scoresOf(model, person, asOf), asOf)?.score ?? null,
  levels: (tag) => lastBefore(levelsOf(tag, asOf), asOf)?.cuts ?? [],
  attribute: (property, attribute, id) =>
    leadsOn(property) && attribute === 'colour' ? (entries.get(id) ?? null) : null,
});
