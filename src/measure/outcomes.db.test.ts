import { expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { measureMigrations } from './migrations.ts';
import { readGroupSums } from './outcomes.ts';

const { clickhouse } = await testStores({
  migrations: { clickhouse: measureMigrations.clickhouse ?? [], postgres: [] },
});

const anOutcome = (profile: number, minute: number, orders: number) => ({
  program: 'p',
  round: 1,
  profile_id: profile,
  group: 'model',
  orders,
  measured_at: `2026-01-01 00:0${minute}:00`,
});

test('a profile that went into another before the round was measured again counts once', async () => {
  await clickhouse.insert({ table: 'outcomes', rows: [anOutcome(1, 1, 1), anOutcome(2, 1, 2)] });
  await clickhouse.insert({ table: 'outcomes', rows: [anOutcome(1, 2, 3)] });
  const [sums] = await readGroupSums(clickhouse, 'p', [1]);
  expect([sums?.people, sums?.orders]).toEqual([1, 3]);
});
