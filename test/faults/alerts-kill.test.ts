import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { settingsOn } from '../scenarios/small-brand.ts';
import { buildPrograms, type Built } from './fault-process.ts';

let dataDir: string;
let built: Built;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-alerts-'));
  built = await buildPrograms({ 'alerts-child': './test/faults/alerts-child.ts' });
});
afterAll(async () => {
  await built.remove();
  await rm(dataDir, { recursive: true, force: true });
});

test('an alert whose watcher was killed after it was written is told once: to the log and to people', async () => {
  const { clickhouse, postgres, urls } = await testStores();
  const env = settingsOn(urls, dataDir);
  const watch = (dieAt?: string) =>
    built.run('alerts-child', { args: ['watch'], env, ...(dieAt === undefined ? {} : { dieAt }) });
  expect(await built.run('alerts-child', { args: ['send'], env })).toMatchObject({ code: 0, stderr: '' });
  expect(await watch('alerts/before-told')).toMatchObject({ signal: 'SIGKILL', stderr: '' });
  for (let turn = 0; turn < 2; turn++) expect(await watch()).toMatchObject({ code: 0, stderr: '' });

  const [log] = await clickhouse.query(`SELECT count() AS told FROM events FINAL WHERE name = '$alert_raised'`);
  expect(log).toEqual({ told: '1' });
  expect(await postgres.query('SELECT key FROM outbox_messages')).toHaveLength(1);
});
