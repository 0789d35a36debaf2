import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGyre } from '#app';
import { createLogger, readEnv } from '#platform';
import { buildPrograms, type Built } from './fault-process.ts';

const rows = 5_000;
let dataDir: string;
let built: Built;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-quarantine-'));
  built = await buildPrograms({ replay: 'test/faults/quarantine-child.ts' });
});
afterAll(async () => {
  await built.remove();
  await rm(dataDir, { recursive: true, force: true });
});

const env = { GYRE_MEMORY_MIB: '1024' };
const openHere = () =>
  openGyre({
    env: readEnv({ ...process.env, ...env, GYRE_DATA: dataDir }),
    log: createLogger({ level: 'fatal' }),
    mode: 'attach-or-own',
  });

test('a replay killed before and after its marks ends as one that was not: every row once, at its own time', async () => {
  const gyre = await openHere();
  await gyre.collector.batch({
    // no message ids: only the row itself can tell a repetition
    messages: Array.from({ length: rows }, (_, n) => ({
      type: 'track',
      event: 'till_closed',
      userId: `u${n}`,
      context: { traits: { phone: `1390000${1000 + (n % 9000)}` } },
      timestamp: n % 10 === 9 ? 'one day' : `2026年3月${1 + (n % 28)}日 10:${10 + (n % 50)}`,
      properties: { n },
    })),
    source: 'shop',
    shared: {},
  });
  await gyre.close();

  const first = await built.run('replay', { args: [dataDir], env, dieAt: 'quarantine/before-mark#2' });
  expect(first.signal).toBe('SIGKILL');
  const [, id = ''] = /run (\S+)/.exec(first.stdout) ?? [];
  const second = await built.run('replay', { args: [dataDir, id], env, dieAt: 'quarantine/after-mark' });
  expect([second.signal, second.stdout]).toEqual(['SIGKILL', `run ${id}\n`]);
  const last = await built.run('replay', { args: [dataDir, id], env });
  expect(last.stderr).toBe('');
  expect(JSON.parse(last.stdout.trim().split('\n').at(-1) ?? '')).toEqual({
    rows,
    tried: rows,
    passed: rows * 0.9,
    state: 'done',
  });

  const after = await openHere();
  const [log] = await after.stores.clickhouse.query(
    `SELECT count() AS events, uniqExact(toUInt32(properties.n)) AS different, uniqExact(received_at) AS times
     FROM events FINAL WHERE name = 'till_closed'`,
  );
  const { byState, groups } = await after.quarantine.groups();
  await after.close();
  expect(log).toEqual({ events: '4500', different: '4500', times: '1' });
  expect(byState).toEqual({ open: 500, replayed: 4500, discarded: 0 });
  expect(groups).toMatchObject([{ reason: 'invalid_timestamp', rows: 500 }]);
});

test('no file of the data directory holds a quarantined phone number in the clear', async () => {
  const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const holding = { phone: 0, eventName: 0 };
  for (const file of files.filter((each) => each.isFile())) {
    const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
    // the numbers begin alike; what is known to be there shows that looking finds it
    if (bytes.includes('1390000')) holding.phone++;
    if (bytes.includes('till_closed')) holding.eventName++;
  }
  expect(holding).toEqual({ phone: 0, eventName: expect.any(Number) });
  expect(holding.eventName).toBeGreaterThan(0);
});
