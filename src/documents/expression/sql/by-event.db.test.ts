import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { sqlTime } from '#platform';
import { testStores } from '#platform/testing.ts';
import type { Expression } from '../ast.ts';
import { format } from '../format.ts';
import { parseExpression } from '../parse-expression.ts';
import { anyCondition, anyNumber } from '../testing.ts';
import { anyEvent } from '../testing-events.ts';
import { createBesideTables, meanings } from '../testing-meanings.ts';
import { compileSet, type CompileArgs } from './compile-set.ts';
import { compileStaged } from './staged.ts';

const asOf = new Date('2025-06-15T12:00:00.500Z');
const dates = [0, 30, 70].map((hours) => sqlTime(new Date(asOf.getTime() - hours * 3_600_000)));
const { clickhouse } = await testStores();

beforeAll(async () => {
  await createBesideTables(clickhouse, asOf, 30);
  await clickhouse.command(`CREATE TABLE history (profile_id UInt64, event_id UUID, name LowCardinality(String), ts DateTime64(3, 'UTC'),
    properties JSON(max_dynamic_paths = 256)) ENGINE = MergeTree ORDER BY (name, profile_id)`);
  const events = fc.sample(anyEvent(asOf), { numRuns: 400, seed: 9 });
  const rows = events.map(({ eventId, name, ts, properties }, i) => ({
    profile_id: i % 30,
    event_id: eventId,
    name,
    ts: sqlTime(ts),
    properties,
  }));
  await clickhouse.insert({ table: 'history', rows });
});

const asked = (expressions: readonly Expression[]): CompileArgs => ({
  outputs: expressions.map((expression, i) => ({ name: `x${i}`, expression })),
  meanings,
  source: { from: 'history', profileId: 'profile_id' },
  timeZone: 'Asia/Shanghai',
});

const answer = (expressions: readonly Expression[], args: Partial<CompileArgs>) => {
  const { sql, params } = compileSet({ ...asked(expressions), ...args });
  return rowsOf(sql, { ...params, ...(args.dates === 'many' ? { as_of_dates: dates } : { as_of: sqlTime(asOf) }) });
};

let tables = 0;

/** By way of a table of what is read, in two parts of the people, one after the other. */
const answerStaged = async (expressions: readonly Expression[], args: Partial<CompileArgs>) => {
  const table = `staged_${++tables}`;
  const staged = { table, where: 'part = {part:UInt8}', whose: (id: string) => `${id} % 2 = {part:UInt8}` };
  const { stage, set } = compileStaged({ ...asked(expressions), ...args, staged });
  const columns = stage.columns.map(([name, type]) => `${name} ${type}`).join(', ');
  await clickhouse.command(`CREATE TABLE ${table} (part UInt8, ${columns}) ENGINE = MergeTree ORDER BY (part, name)`);
  await clickhouse.command(`INSERT INTO ${table} SELECT toUInt8(profile_id % 2) AS part, * FROM (${stage.sql})`, {
    ...stage.params,
    as_of_dates: dates,
  });
  const part = (i: number) => rowsOf(set.sql, { ...set.params, as_of_dates: dates, part: i });
  return [...(await part(0)), ...(await part(1))].toSorted();
};

const rowsOf = async (sql: string, params: Readonly<Record<string, unknown>>) => {
  const rows = await clickhouse.query<Readonly<Record<string, unknown>>>(sql, params);
  const known = rows.map((row) =>
    JSON.stringify(row, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(9)) : value)),
  );
  return known.toSorted();
};

describe('one scan per event', () => {
  const expressions = fc.array(fc.oneof(anyNumber, anyCondition), { minLength: 6, maxLength: 6 });
  const where = fc.option(anyCondition, { nil: undefined });

  test.each<Partial<CompileArgs>>([
    { dates: 'one' },
    { dates: 'many' },
    { population: { sql: 'SELECT arrayJoin(range(40)) AS profile_id', params: {} } },
  ])(
    'gives what a single scan gives: %j',
    async (args) => {
      await fc.assert(
        fc.asyncProperty(expressions, where, async (list, condition) => {
          const all = { ...args, ...(condition === undefined ? {} : { where: condition }) };
          const label = [...list, ...(condition === undefined ? [] : [condition])].map(format).join('\n');
          expect(await answer(list, { ...all, scans: 'by_event' }), label).toEqual(
            await answer(list, { ...all, scans: 'one' }),
          );
        }),
        { numRuns: 12 },
      );
    },
    180_000,
  );

  test('from what was written down once of the log gives what the log gives', async () => {
    await fc.assert(
      fc.asyncProperty(expressions, where, async (list, condition) => {
        const args = { dates: 'many', ...(condition === undefined ? {} : { where: condition }) } as const;
        const label = [...list, ...(condition === undefined ? [] : [condition])].map(format).join('\n');
        expect(await answerStaged(list, args), label).toEqual(await answer(list, { ...args, scans: 'one' }));
      }),
      { numRuns: 6 },
    );
  }, 180_000);

  test('is chosen when there are many aggregates over several events', () => {
    const counts = (events: number, windows: number) =>
      Array.from({ length: events * windows }, (_, i) => ({
        name: `x${i}`,
        expression: parseExpression(`count(e${i % events}, ${1 + Math.floor(i / events)}d)`),
      }));
    const scansOf = (events: number, windows: number) =>
      compileSet({ outputs: counts(events, windows) }).sql.match(/FROM people_events/g)?.length;
    expect([scansOf(2, 3), scansOf(1, 40), scansOf(4, 10)]).toEqual([1, 1, 5]);
  });
});
