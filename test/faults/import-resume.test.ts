import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { settingsOn } from '../scenarios/small-brand.ts';
import { buildPrograms, type Built } from './fault-process.ts';

const { clickhouse, postgres, urls } = await testStores();
let directory: string;
let built: Built;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gyre-import-fault-'));
  built = await buildPrograms({});
});
afterAll(async () => {
  await built.remove();
  await rm(directory, { recursive: true, force: true });
});

/** Two pieces of an import, a bad row in each hundred, some rows twice. */
const rows = 140_000;
const mapping = `
source: fault
time: { column: at }
ids: { user_id: who, phone: phone }
events: [{ name: order_paid }]
value: amount
`;

test('an import that is killed wherever it is goes on, and every row counts once: in the log, in quarantine, in the arrivals', async () => {
  const lines = Array.from({ length: rows }, (_, n) => {
    const row = n % 1000 === 1 ? n - 1 : n;
    const phone = row % 500 === 0 ? `138${String(row).padStart(8, '0')}` : '';
    return `u${row % 5000},${phone},2026-01-${String((row % 28) + 1).padStart(2, '0')},${row % 100 === 7 ? 'much' : row}`;
  });
  await writeFile(join(directory, 'rows.csv'), `who,phone,at,amount\n${lines.join('\n')}\n`);
  await writeFile(join(directory, 'mapping.yaml'), mapping);
  const command = ['import', join(directory, 'rows.csv'), '--mapping', join(directory, 'mapping.yaml'), '--json'];
  const run = (dieAt?: string) =>
    built.run('main', { args: command, env: settingsOn(urls, directory), ...(dieAt === undefined ? {} : { dieAt }) });

  const points = [
    'import/after-part',
    'import/after-read',
    'import/after-people',
    'import/after-insert',
    'import/after-quarantine',
    'import/before-mark',
    'import/after-chunk',
  ];
  for (const point of points) expect(await run(point), point).toMatchObject({ signal: 'SIGKILL' });
  const { code, stdout, stderr } = await run();
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });

  const bad = rows / 100;
  expect(JSON.parse(stdout)).toMatchObject({
    rows,
    events: rows - bad,
    quarantined: bad,
    reasons: { 'invalid_number:amount': bad },
  });
  const counted = await clickhouse.queryOne(`
    SELECT (SELECT count() FROM events FINAL) AS events, (SELECT count() FROM events) AS written,
      (SELECT count() FROM quarantine FINAL) AS quarantined, (SELECT sum(events) FROM arrivals_per_minute) AS arrived,
      (SELECT count() FROM import_lines) AS staged`);
  const events = String(rows - bad);
  expect(counted).toEqual({ events, written: events, quarantined: String(bad), arrived: events, staged: '0' });
  expect(await postgres.query('SELECT state FROM imports')).toEqual([{ state: 'done' }]);
}, 600_000);
