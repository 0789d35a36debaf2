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
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-tags-'));
  built = await buildPrograms({ 'tag-child': './test/faults/tag-child.ts' });
  work = jobIn(built, 'tag-child', dataDir);
});
afterAll(async () => {
  await built.remove();
  await rm(dataDir, { recursive: true, force: true });
});

/** Values, cuts, and every change that the log tells of, as often as it does. */
const endState = async ({ clickhouse }: TestStores): Promise<readonly string[]> =>
  (
    await clickhouse.query<{ row: string }>(
      `SELECT concat('value ', tag, ' ', value, ' ', toString(profile_id), ' ', toString(since)) AS row
       FROM (SELECT * FROM profile_tags FINAL) WHERE value != ''
       UNION ALL
       SELECT concat('cuts ', toString(at), ' ', toString(cuts)) AS row FROM (SELECT * FROM tag_thresholds FINAL)
       UNION ALL
       SELECT concat('told ', toString(properties.tag), ' ', ifNull(toString(properties.to), '-'), ' ', toString(id_key), ' ', toString(ts)) AS row
       FROM events FINAL WHERE name = '$tag_changed' ORDER BY row`,
    )
  ).map(({ row }) => row);

const [first, second, nextDay] = ['2026-03-01T00:10:00Z', '2026-03-01T01:10:00Z', '2026-03-02T00:30:00Z'];

test('passes over tags killed at every step end as if nothing had been, and every change is told once', async () => {
  const [undisturbed, disturbed] = [await testStores(), await testStores()];
  await work(undisturbed, 'publish,first,pass', first);
  await work(undisturbed, 'second,pass', second);
  await work(undisturbed, 'pass', nextDay);
  const expected = await endState(undisturbed);
  expect(expected.filter((row) => row.startsWith('value stage known'))).toHaveLength(40);
  // ten came new with the second orders; by the next day all of them were no longer fresh
  expect(expected.filter((row) => row.startsWith('told stage fresh'))).toHaveLength(10);
  expect(expected.filter((row) => row.startsWith('told stage known'))).toHaveLength(40);
  expect(expected.filter((row) => row.startsWith('value tier'))).toHaveLength(40);

  await work(disturbed, 'publish,first,pass', first, 'tags/after-fill');
  await work(disturbed, 'pass', first);
  await work(disturbed, 'second,pass', second, 'tags/after-staging');
  await work(disturbed, 'pass', second, 'tags/after-promise');
  await work(disturbed, 'pass', second, 'tags/after-events');
  await work(disturbed, 'pass', second, 'tags/after-values');
  await work(disturbed, 'pass', second, 'tags/before-watermark');
  await work(disturbed, 'pass', nextDay, 'tags/after-events');
  await work(disturbed, 'pass', nextDay, 'tags/before-watermark');
  await work(disturbed, 'pass', nextDay);
  expect(await endState(disturbed)).toEqual(expected);
}, 400_000);
