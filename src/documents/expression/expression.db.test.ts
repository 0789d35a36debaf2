import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { calendarUnits, sqlTime, startOf } from '#platform';
import { testStores } from '#platform/testing.ts';
import { check } from './check.ts';
import { evaluate } from './evaluate.ts';
import { expand } from './expand.ts';
import type { Expression } from './ast.ts';
import { format } from './format.ts';
import { limits } from './limits.ts';
import { parseExpression } from './parse-expression.ts';
import type { HistoryEvent } from './property-value.ts';
import { compileCondition, compileSet } from './sql/compile-set.ts';
import { edgeSql } from './sql/condition-sql.ts';
import { createParameters } from './sql/parameters.ts';
import { anyBareNumber, anyBareSequence, anyCondition, anyNumber } from './testing.ts';
import { anyEvent } from './testing-events.ts';
import { besideInMemory, createBesideTables, meanings } from './testing-meanings.ts';

const asOf = new Date('2025-06-15T12:00:00.500Z');
const people = 60;
const hourMs = 3_600_000;
const source = { from: 'history', profileId: 'profile_id' };
// days begin at another hour than in UTC, and this summer an hour earlier than in winter
const timeZone = 'America/New_York';

/** The same histories on every run of this seed; an empty one and one that lies wholly after T among them. */
const histories: readonly (readonly HistoryEvent[])[] = fc
  .sample(fc.uniqueArray(anyEvent(asOf), { maxLength: 25, selector: (event) => event.eventId }), {
    numRuns: people,
    seed: 7,
  })
  .map((events, person) => (person === 0 ? events.map((event) => ({ ...event, ts: asOf })) : events));

const { clickhouse } = await testStores();

beforeAll(async () => {
  await createBesideTables(clickhouse, asOf, people);
  await clickhouse.command(`CREATE TABLE history (profile_id UInt64, event_id UUID, name LowCardinality(String), ts DateTime64(3, 'UTC'),
    properties JSON(max_dynamic_paths = 256)) ENGINE = MergeTree ORDER BY (name, profile_id)`);
  await clickhouse.insert({ table: 'history', rows: rowsOf(histories) });
});

const rowsOf = (all: typeof histories): readonly object[] =>
  all.flatMap((events, person) =>
    events.map(({ eventId, name, ts, properties }) => ({
      profile_id: person,
      event_id: eventId,
      name,
      ts: sqlTime(ts),
      properties,
    })),
  );

type Row = Readonly<Record<string, number | string | null>> & { readonly profile_id: string };

const answersOfSql = async (
  expressions: readonly Expression[],
  at: Date,
  from = source,
): Promise<ReadonlyMap<number, Row>> => {
  const outputs = expressions.map((expression, i) => ({ name: `x${i}`, expression }));
  const { sql, params } = compileSet({ outputs, meanings, source: from, timeZone });
  const rows = await clickhouse.query<Row>(sql, { ...params, as_of: sqlTime(at) });
  return new Map(rows.map((row) => [Number(row.profile_id), row]));
};

const inMemory = (
  expression: Expression,
  person: number,
  events: readonly HistoryEvent[],
  expected?: 'boolean',
): number | string | null => {
  const { typed, problems } = check(expression, {}, expected);
  if (typed === null) throw new Error(`${format(expression)}: ${problems[0]?.message.en ?? ''}`);
  const value = evaluate(expand(typed, meanings), { events, asOf, timeZone, ...besideInMemory(person, asOf) });
  return typeof value === 'boolean' ? Number(value) : Object.is(value, -0) ? 0 : value;
};

describe('the compiled SQL', () => {
  test('gives every person what the evaluator gives, for random expressions and random histories', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(anyNumber, anyCondition), { minLength: 8, maxLength: 8 }),
        async (expressions) => {
          const rows = await answersOfSql(expressions, asOf);
          histories.forEach((events, person) => {
            const row = rows.get(person);
            const seen = events.some(({ ts }) => ts < asOf);
            expect(row !== undefined).toBe(seen);
            if (row === undefined) return;
            expressions.forEach((expression, i) => {
              const found = row[`x${i}`];
              const wanted = inMemory(expression, person, events);
              const close: unknown = typeof wanted === 'number' ? expect.closeTo(wanted, 9) : wanted;
              expect(found, `${format(expression)} for person ${person}`).toEqual(close);
            });
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  test('finds sequences where they are and nowhere else', async () => {
    await clickhouse.command(`CREATE TABLE dense AS history ENGINE = MergeTree ORDER BY (name, profile_id)`);
    const name = fc.constantFrom('order_paid', 'viewed');
    const event = fc.tuple(anyEvent(asOf), name).map(([any, of]) => ({ ...any, name: of, properties: {} }));
    const dense = fc.sample(fc.array(event, { minLength: 1, maxLength: 9 }), { numRuns: 40, seed: 5 });
    await clickhouse.insert({ table: 'dense', rows: rowsOf(dense) });
    const sequences = fc.sample(anyBareSequence, { numRuns: 80, seed: 3 });
    const rows = await answersOfSql(sequences, asOf, { from: 'dense', profileId: 'profile_id' });
    const found = sequences.flatMap((_, i) => [...rows].map(([person, row]) => [i, person, row[`x${i}`]]));
    const wanted = sequences.flatMap((expression, i) =>
      [...rows.keys()].map((person) => [i, person, inMemory(expression, person, dense[person] ?? [])]),
    );
    expect(found).toEqual(wanted);
    // both answers are common, so the test could fail
    const holding = wanted.filter(([, , holds]) => holds === 1).length / wanted.length;
    expect(holding).toBeGreaterThan(0.1);
    expect(holding).toBeLessThan(0.9);
  });

  test('gives of many events what the evaluator gives, also of those since another event', async () => {
    await clickhouse.command(`CREATE TABLE busy AS history ENGINE = MergeTree ORDER BY (name, profile_id)`);
    const name = fc.constantFrom('order_paid', 'viewed');
    const amount = fc.constantFrom(1, 2, 3.5, 12, 300);
    const event = fc
      .tuple(anyEvent(asOf), name, amount)
      .map(([any, of, is]) => ({ ...any, name: of, properties: { amount: is } }));
    const busy = fc.sample(fc.array(event, { minLength: 1, maxLength: 12 }), { numRuns: 60, seed: 6 });
    await clickhouse.insert({ table: 'busy', rows: rowsOf(busy) });
    const numbers = fc.sample(anyBareNumber, { numRuns: 120, seed: 4 });
    const rows = await answersOfSql(numbers, asOf, { from: 'busy', profileId: 'profile_id' });
    const wanted = numbers.flatMap((expression, i) =>
      [...rows].map(([person, row]) => {
        const value = inMemory(expression, person, busy[person] ?? []);
        const close: unknown = typeof value === 'number' ? expect.closeTo(value, 9) : value;
        expect(row[`x${i}`], format(expression)).toEqual(close);
        return value;
      }),
    );
    // most say something, so the test could fail
    const said = wanted.filter((value) => value !== null && value !== 0);
    expect(said.length / wanted.length).toBeGreaterThan(0.4);
  });

  test.each(['UTC', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe'])(
    'begins days, weeks, months, quarters and years where the calendar of %s does',
    async (zone) => {
      const moments = Array.from({ length: 500 }, (_, i) => new Date(Date.UTC(2024, 0, 1) + i * 45.37 * hourMs));
      const edges = calendarUnits.flatMap((unit) => [0, 1].map((back) => ({ unit, back })));
      const parameters = createParameters('p');
      const columns = edges.map((edge, i) => {
        const sql = edgeSql({ type: 'calendar', ...edge }, { parameters, asOf: 'as_of', timeZone: zone });
        return `toUnixTimestamp64Milli(${sql}) AS x${i}`;
      });
      const rows = await clickhouse.query<Record<string, string>>(
        `SELECT toUnixTimestamp64Milli(as_of) AS at, ${columns.join(', ')}
         FROM (SELECT arrayJoin({moments:Array(DateTime64(3, 'UTC'))}) AS as_of)`,
        { ...parameters.all(), moments },
      );
      expect(rows).toHaveLength(moments.length);
      for (const row of rows) {
        const wanted = edges.map(({ unit, back }) => startOf(unit, new Date(Number(row['at'])), zone, back).getTime());
        expect(edges.map((_, i) => Number(row[`x${i}`]))).toEqual(wanted);
      }
    },
  );

  test('selects with "where" exactly the people for whom the condition holds, also those without its events', async () => {
    await fc.assert(
      fc.asyncProperty(anyCondition, async (condition) => {
        const { sql, params } = compileCondition(condition, { meanings, source, timeZone });
        const rows = await clickhouse.query<Row>(sql, { ...params, as_of: sqlTime(asOf) });
        const found = rows.map((row) => Number(row.profile_id)).toSorted((a, b) => a - b);
        const wanted = histories.flatMap((events, person) =>
          events.some(({ ts }) => ts < asOf) && inMemory(condition, person, events, 'boolean') === 1 ? [person] : [],
        );
        expect(found, format(condition)).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  test('gives people of a population query who have no events the values of nothing', async () => {
    const texts = [
      'count(order_paid)',
      'sum(order_paid.amount)',
      'mean(order_paid.amount)',
      'days_since(order_paid)',
      'distinct(order_paid.amount)',
    ];
    const outputs = texts.map((text, i) => ({ name: `x${i}`, expression: parseExpression(text) }));
    const population = { sql: 'SELECT toUInt64(999) AS profile_id', params: {} };
    const { sql, params } = compileSet({ outputs, source, population });
    const rows = await clickhouse.query(sql, { ...params, as_of: sqlTime(asOf) });
    expect(rows).toEqual([{ profile_id: '999', x0: 0, x1: 0, x2: null, x3: null, x4: 0 }]);
  });

  test('for many dates at once equals one run per date', async () => {
    const dates = [asOf, new Date(asOf.getTime() - 36 * hourMs), new Date(asOf.getTime() - 80 * hourMs)];
    await fc.assert(
      fc.asyncProperty(anyNumber, async (expression) => {
        const args = { outputs: [{ name: 'x0', expression }], meanings, source, timeZone };
        const many = compileSet({ ...args, dates: 'many' });
        const rows = await clickhouse.query<Row & { as_of: string }>(many.sql, { ...many.params, as_of_dates: dates });
        for (const date of dates) {
          const one = await answersOfSql([expression], date);
          const same = rows
            .filter((row) => row.as_of === sqlTime(date))
            .map((row) => [Number(row.profile_id), row['x0']]);
          expect(new Map(same.map(([person, x]) => [person, x])), format(expression)).toEqual(
            new Map([...one].map(([person, row]) => [person, row['x0']])),
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  test('runs the deepest and the longest expressions the parser lets through', async () => {
    const deep = `${'1 - ('.repeat(limits.depth / 2 - 1)}1${')'.repeat(limits.depth / 2 - 1)}`;
    const nots = `${'not '.repeat(limits.depth - 2)}count(viewed) > 1`;
    const wide = Array.from(
      { length: limits.depth - 5 },
      (_, i) => `count(viewed where category = "c${i}", 9d) > ${i}`,
    ).join(' or ');
    const expressions = [deep, nots, wide].map((text) => parseExpression(text));
    expect((await answersOfSql(expressions, asOf)).size).toBeGreaterThan(0);
  });

  test('never changes when events at or after the as-of time are added', async () => {
    const expressions = fc.sample(fc.oneof(anyNumber, anyCondition), { numRuns: 40, seed: 11 });
    const before = await answersOfSql(expressions, asOf);
    const later = fc.sample(anyEvent(asOf), { numRuns: 400, seed: 12 }).map((event, i) => ({
      ...event,
      ts: i % 2 === 0 ? asOf : new Date(asOf.getTime() + i * hourMs),
    }));
    await clickhouse.insert({
      table: 'history',
      rows: rowsOf(Array.from({ length: people + 20 }, (_, person) => later.slice(person * 5, person * 5 + 5))),
    });
    expect(await answersOfSql(expressions, asOf)).toEqual(before);
  });
});
