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
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-derive-'));
  built = await buildPrograms({ 'derive-child': './test/faults/derive-child.ts' });
  work = jobIn(built, 'derive-child', dataDir);
});
afterAll(async () => {
  await built.remove();
  await rm(dataDir, { recursive: true, force: true });
});

const derivedRows = async ({ clickhouse }: TestStores): Promise<readonly string[]> =>
  (
    await clickhouse.query<{ row: string }>(
      `SELECT concat(name, ' ', toString(event_id), ' ', toString(ts), ' ', toString(id_key), ' ', toJSONString(properties)) AS row
       FROM people_events WHERE source = 'derived' ORDER BY row`,
    )
  ).map(({ row }) => row);

const [first, second] = ['2026-03-01T12:00:00Z', '2026-03-01T12:10:00Z'];

test('derivations killed at every step, and the whole of history killed midway, end as if nothing had been', async () => {
  const [undisturbed, disturbed, backfilled] = [await testStores(), await testStores(), await testStores()];
  await work(undisturbed, 'send,derive', first);
  expect(await derivedRows(undisturbed)).toHaveLength(200);
  await work(undisturbed, 'late,derive', second);
  const expected = await derivedRows(undisturbed);
  // a hundred interrupted for good, a hundred taken back
  expect(expected).toHaveLength(200);
  expect(expected.filter((row) => row.startsWith('payment_interrupted'))).toHaveLength(100);

  await work(disturbed, 'send,derive', first, 'derive/before-insert');
  await work(disturbed, 'derive', first, 'derive/after-insert');
  await work(disturbed, 'derive', first, 'derive/before-watermark');
  await work(disturbed, 'late,derive', second, 'derive/before-delete');
  await work(disturbed, 'derive', second, 'derive/before-watermark');
  await work(disturbed, 'derive', second);
  expect(await derivedRows(disturbed)).toEqual(expected);

  // nothing of the stream: only history, cut off in its first part and after it
  await work(backfilled, 'send,late,backfill', second, 'derive/after-insert');
  await work(backfilled, 'backfill', second, 'derive/backfill-step');
  await work(backfilled, 'backfill', second);
  const interrupted = (rows: readonly string[]) => rows.filter((row) => row.startsWith('payment_interrupted'));
  expect(interrupted(await derivedRows(backfilled))).toEqual(interrupted(expected));
}, 400_000);
