import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom, silentLogger, stableUuid } from '#platform';
import { freePort } from '#platform/children/free-port.ts';
import { readRunFile } from '#platform/children/run-file.ts';
import { openStores } from '#platform/db/stores.ts';
import { buildPrograms, type Built, type Running } from './fault-process.ts';

const eventsARequest = 40;
const senders = 4;

let dataDir: string;
let built: Built;
let port: number;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-ingest-'));
  built = await buildPrograms({});
  port = await freePort();
}, 60_000);
afterAll(async () => {
  await built.remove();
  await rm(dataDir, { recursive: true, force: true });
});

/** A server of its own process, with its stores as children of that. */
const startServer = async (dieAt?: string): Promise<Running> => {
  const server = built.start('main', {
    args: ['start', '--empty', '--data', dataDir, '--port', String(port)],
    env: { GYRE_MEMORY_MIB: '1024', GYRE_LOG: 'fatal' },
    ...(dieAt === undefined ? {} : { dieAt }),
  });
  await server.says(/(is open at)/);
  return server;
};

/** Sends batch after batch, each until it is acknowledged, and notes what was. */
const load = (writeKey: string): { readonly acknowledged: ReadonlySet<number>; readonly stop: () => Promise<void> } => {
  const acknowledged = new Set<number>();
  let next = 0;
  let stopped = false;
  const send = async (): Promise<void> => {
    while (!stopped) {
      const numbers = Array.from({ length: eventsARequest }, () => next++);
      const body = JSON.stringify({ batch: numbers.map(message) });
      // as every SDK does: the same messages again until the answer says that they are kept
      while (!stopped && !(await post('/v1/batch', writeKey, body))) await pause(100);
      if (!stopped) for (const number of numbers) acknowledged.add(number);
    }
  };
  const sending = Array.from({ length: senders }, send);
  return {
    acknowledged,
    stop: async () => {
      stopped = true;
      await Promise.all(sending);
    },
  };
};

const message = (number: number) => ({
  type: 'track',
  messageId: stableUuid('ingest', String(number)),
  event: 'ingested',
  userId: `u${number % 500}`,
  // three months: an insert spans partitions, so it can land in part
  timestamp: new Date(Date.UTC(2026, number % 3, 1 + (number % 28))).toISOString(),
  properties: { number },
});

const post = async (path: string, writeKey: string, body: string): Promise<boolean> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
      },
      body,
      signal: AbortSignal.timeout(20_000),
    });
    await answer.text();
    return answer.ok;
  } catch {
    return false;
  }
};

test('every acknowledged event is there exactly once, however often the server and its store are killed', async () => {
  const random = seededRandom('kills of a server');
  let server = await startServer();
  const { stdout: writeKey } = await built.run('main', { args: ['key', 'shop', '--data', dataDir], env: {} });
  const traffic = load(writeKey.trim());
  const ends = ['server', 'server', 'store', 'server', 'fault', 'store', 'server'] as const;
  let before = 0;
  for (const end of ends) {
    await pause(600 + random.int(900));
    switch (end) {
      case 'server':
        server.kill('SIGKILL');
        await server.ended;
        server = await startServer();
        break;
      case 'fault':
        server.kill('SIGKILL');
        await server.ended;
        server = await startServer('collect/before-insert#12');
        expect((await server.ended).signal).toBe('SIGKILL');
        server = await startServer();
        break;
      case 'store': {
        const run = await readRunFile(dataDir);
        if (!run?.clickhouse) throw new Error('no ClickHouse child is on record');
        process.kill(run.clickhouse.pid, 'SIGKILL');
        break;
      }
    }
    // the next kill comes only when something was acknowledged after this one
    await expect.poll(() => traffic.acknowledged.size, { timeout: 120_000 }).toBeGreaterThan(before + 200);
    before = traffic.acknowledged.size;
  }
  await traffic.stop();

  const stores = await openStores({ dataDir, mode: 'attach-or-own', log: silentLogger() });
  const rows = await stores.clickhouse.query<{ number: string; times: string }>(
    `SELECT toUInt32(properties.number) AS number, count() AS times FROM people_events WHERE name = 'ingested' GROUP BY number`,
  );
  await stores.stop();
  server.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);

  const times = new Map(rows.map((row) => [Number(row.number), Number(row.times)]));
  expect(traffic.acknowledged.size).toBeGreaterThan(1_000);
  expect([...traffic.acknowledged].filter((number) => times.get(number) !== 1)).toEqual([]);
  expect([...times.values()].filter((count) => count > 1)).toEqual([]);
}, 600_000);
