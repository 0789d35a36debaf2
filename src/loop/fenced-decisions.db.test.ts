import { expect, test } from 'vitest';
import { migrate } from '#platform/db/migrate.ts';
import { testStores } from '#platform/testing.ts';
import { loopMigrations } from './migrations.ts';

/** As a workspace was that began before decisions had a fence. */
const before = { ...loopMigrations, clickhouse: loopMigrations.clickhouse.slice(0, 2) };

const decision = (profile: number, offer: string, fence?: number) => ({
  decision_id: `0190a0a0-0000-4000-8000-00000000000${profile}`,
  program: 'p',
  round: 1,
  profile_id: String(profile),
  as_of: '2026-01-01 00:00:00.000',
  group: 'model',
  offer,
  channel: 'sms',
  reasons: '{}',
  ...(fence === undefined ? {} : { fence }),
});

test('of two plans of a round the later holder’s stays, whichever came last, and what was decided before fences is kept', async () => {
  const { clickhouse, postgres, urls } = await testStores({ migrations: before });
  const write = (rows: readonly object[]): Promise<void> => clickhouse.insert({ table: 'decisions', rows });
  await write([decision(1, 'old')]);
  await migrate({ clickhouse, postgres, urls, migrations: loopMigrations });
  await write([decision(2, 'of the second holder', 2), decision(3, 'of the second holder', 2)]);
  await write([decision(2, 'of the first holder, who woke up late', 1)]);
  await write([decision(3, 'of the second holder, again', 2)]);
  expect(await clickhouse.query('SELECT offer FROM decisions FINAL ORDER BY profile_id')).toEqual([
    { offer: 'old' },
    { offer: 'of the second holder' },
    { offer: 'of the second holder, again' },
  ]);
});
