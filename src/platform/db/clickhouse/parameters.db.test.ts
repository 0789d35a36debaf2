import { expect, it } from 'vitest';
import { testStores } from '#platform/testing.ts';

it('finds people by a list of their ids, which JSON can only carry as digits', async () => {
  const { clickhouse } = await testStores();
  const ids = ['18446744073709551615', '7'];
  const rows = await clickhouse.query<{ id: string }>('SELECT arrayJoin({ids:Array(UInt64)}) AS id ORDER BY id', {
    ids,
  });
  expect(rows.map(({ id }) => id)).toEqual(['7', '18446744073709551615']);
});

it('leaves digits in a list of texts as they are', async () => {
  const { clickhouse } = await testStores();
  const rows = await clickhouse.query<{ name: string }>('SELECT arrayJoin({names:Array(String)}) AS name', {
    names: ['007'],
  });
  expect(rows).toEqual([{ name: '007' }]);
});
