import { expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import type { ClickHouse } from './client.ts';
import { inOneTrip } from './one-trip.ts';

const { clickhouse } = await testStores();
let statements = 0;
const counting: ClickHouse = {
  ...clickhouse,
  query: (...question) => {
    statements++;
    return clickhouse.query(...question);
  },
};

const questions = (store: ClickHouse) => [
  store.query('SELECT number AS n, toString(number) AS word FROM numbers({count:UInt32}) ORDER BY n DESC', {
    count: 3,
  }),
  store.query('SELECT arrayJoin({keys:Array(UInt64)}) AS key', { keys: ['18446744073709551615', '7'] }),
  store.queryOne('SELECT length({keys:Array(UInt64)}) AS keys', { keys: ['18446744073709551615', '7'] }),
  store.query('SELECT 1 AS nobody WHERE {count:UInt32} = 4', { count: 5 }),
  store.query(
    `SELECT '{"a": "b\\n}"' AS text, toDecimal64(1.5, 2) AS price, NULL AS missing, [1, 2] AS list, map('k', 1) AS m`,
  ),
  store.query(`SELECT toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC') AS at, {at:DateTime64(3, 'UTC')} AS asked`, {
    at: new Date('2026-05-06T07:08:09.123Z'),
  }),
];

test('what is asked in one moment is one statement or two, and each question has the answer it would have alone', async () => {
  const alone = await Promise.all(questions(clickhouse));
  statements = 0;
  const together = await Promise.all(questions(inOneTrip(counting)));
  expect(statements).toBe(2);
  expect(together).toEqual(alone);
});

test('what is asked later makes a trip of its own', async () => {
  const store = inOneTrip(counting);
  statements = 0;
  expect(await store.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await store.query('SELECT 2 AS two')).toEqual([{ two: 2 }]);
  expect(statements).toBe(2);
});

test('a question that fails tells everybody who travelled with it, and nobody after', async () => {
  const store = inOneTrip(clickhouse);
  const both = await Promise.allSettled([store.query('SELECT 1 AS one'), store.query('SELECT throwIf(1)')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await store.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});
