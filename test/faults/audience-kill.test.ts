import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStores, type TestStores } from '#platform/testing.ts';
import { buildPrograms, type Built } from './fault-process.ts';
import { jobIn } from './job-child.ts';

let dataDir: string;
let built: Built;
let work: ReturnType<typeof jobIn>;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-audience-'));
  built = await buildPrograms({ 'audience-child': './test/faults/audience-child.ts' });
  work = jobIn(built, 'audience-child', dataDir);
});
afterAll(async () => {
  await built.remove();
  await rm(dataDir, { recursive: true, force: true });
});

/** Members, and every transition that the log tells of, as often as it does. */
const endState = async ({ clickhouse }: TestStores): Promise<readonly string[]> =>
  (
    await clickhouse.query<{ row: string }>(
      `SELECT concat('member ', audience, ' ', toString(profile_id), ' ', toString(since)) AS row
       FROM (SELECT * FROM audience_members FINAL) WHERE member = 1
       UNION ALL
       SELECT concat(name, ' ', toString(properties.audience), ' ', toString(id_key), ' ', toString(ts)) AS row
       FROM events FINAL WHERE name LIKE '$audience%' ORDER BY row`,
    )
  ).map(({ row }) => row);

const [first, second, nextDay] = ['2026-03-01T00:10:00Z', '2026-03-01T01:10:00Z', '2026-03-02T00:30:00Z'];

test('passes killed at every step end as if nothing had been, and every coming and going is told once', async () => {
  const [undisturbed, disturbed] = [await testStores(), await testStores()];
  await work(undisturbed, 'publish,first,pass', first);
  await work(undisturbed, 'second,pass', second);
  await work(undisturbed, 'pass', nextDay);
  const expected = await endState(undisturbed);
  expect(expected.filter((row) => row.startsWith('member buyers'))).toHaveLength(34);
  // those with one order a day ago, gone by nothing but time
  expect(expected.filter((row) => row.startsWith('$audience_left buyers'))).toHaveLength(33);
  expect(expected.filter((row) => row.startsWith('$audience_entered buyers'))).toHaveLength(17);

  await work(disturbed, 'publish,first,pass', first, 'audience/after-fill');
  await work(disturbed, 'pass', first);
  await work(disturbed, 'second,pass', second, 'audience/after-staging');
  await work(disturbed, 'pass', second, 'audience/before-promise');
  await work(disturbed, 'pass', second, 'audience/after-promise');
  await work(disturbed, 'pass', second, 'audience/after-events');
  await work(disturbed, 'pass', second, 'audience/after-members');
  await work(disturbed, 'pass', second, 'audience/before-watermark');
  await work(disturbed, 'pass', nextDay, 'audience/after-events');
  await work(disturbed, 'pass', nextDay, 'audience/before-watermark');
  await work(disturbed, 'pass', nextDay);
  expect(await endState(disturbed)).toEqual(expected);
}, 400_000);
