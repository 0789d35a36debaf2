import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '#app';
import { connectClickHouse } from '#platform/db/clickhouse/client.ts';
import { residentBytes } from '#platform/children/process-facts.ts';
import { keptOnce, serve, type Served, startLoad } from '../../bench/ingest/index.ts';

const env = { GYRE_MEMORY_MIB: '1024' };
const MiB = 2 ** 20;

/** A server with a sender, both gone after the test. */
const underLoad = async (perRequest: number, under?: string) => {
  const served = await serve(env, under);
  onTestFinished(served.stop);
  const load = await startLoad({
    port: served.port,
    writeKey: served.writeKey,
    run: 'trouble',
    messages: 10_000,
    perRequest,
  });
  onTestFinished(load.close);
  const clickhouse = connectClickHouse(served.clickhouseUrl);
  onTestFinished(clickhouse.close);
  return { served, load, clickhouse, answer: askerOf(served, perRequest) };
};

/** How as many events of another source as the sender's are answered just now; 0 when no answer comes in time. */
const askerOf = ({ port, dataDir }: Served, events: number): ((waitMs: number) => Promise<number>) => {
  const args = [join(packageRoot(), 'scripts/gyre.mjs'), 'key', 'asker', '--data', dataDir];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const batch = Array.from({ length: events }, () => ({ type: 'track', event: 'asked', userId: 'u1' }));
  const body = JSON.stringify({ writeKey: stdout.trim(), batch });
  const headers = { 'content-type': 'application/json' };
  return async (waitMs) => {
    const signal = AbortSignal.timeout(waitMs);
    const answer = await fetch(`http://127.0.0.1:${port}/v1/batch`, { method: 'POST', headers, body, signal }).catch(
      () => undefined,
    );
    return answer?.status ?? 0;
  };
};

test('a store that hangs: callers are told to come back, memory stays bounded, and nothing is lost or doubled', async () => {
  const { served, load, clickhouse } = await underLoad(500);
  const warmUp = await load.send({ connections: 16, seconds: 1, repeatEvery: 0 });
  const engine = await served.clickhousePid();
  process.kill(engine, 'SIGSTOP');
  const sending = load.send({ connections: 500, seconds: 0, repeatEvery: 0 });
  let most = 0;
  // long enough for a slow machine to take in more than it may hold
  for (let look = 0; look < 60; look++) {
    await pause(250);
    most = Math.max(most, (await residentBytes(served.pid())) ?? 0);
  }
  load.stop();
  process.kill(engine, 'SIGCONT');
  const sent = await sending;
  expect((sent.retries['429'] ?? 0) + (sent.retries['503'] ?? 0)).toBeGreaterThan(0);
  expect(most).toBeLessThan(1024 * MiB);
  expect(await keptOnce(clickhouse, [warmUp, sent])).toMatchObject({ lost: 0, doubled: 0 });
}, 300_000);

/** A small disk of its own; undefined where this user may not mount one. */
const smallDisk = async (megabytes: number): Promise<string | undefined> => {
  const place = await mkdtemp(join(tmpdir(), 'gyre-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'gyre-test', place]).status === 0;
  onTestFinished(async () => {
    if (mounted) spawnSync('umount', ['-l', place]);
    await rm(place, { recursive: true, force: true });
  });
  return mounted ? place : undefined;
};

describe('a full disk', () => {
  test('503 while it is full, nothing acknowledged is lost, and collection goes on when there is room', async ({
    skip,
  }) => {
    const disk = await smallDisk(400);
    if (disk === undefined) return skip('only root may mount a small disk');
    const { served, load, clickhouse, answer } = await underLoad(100, disk);
    const before = await load.send({ connections: 8, seconds: 1, repeatEvery: 0 });
    const { bavail, bsize } = await statfs(disk);
    const ballast = join(disk, 'ballast');
    await writeFile(ballast, Buffer.alloc(bavail * bsize)).catch(() => {});
    const sending = load.send({ connections: 8, seconds: 0, repeatEvery: 5 });
    await expect.poll(() => answer(10_000), { timeout: 60_000 }).toBe(503);
    await pause(1_000);
    await rm(ballast);
    await pause(1_000);
    load.stop();
    const sent = await sending;
    expect(sent.retries['503'] ?? 0).toBeGreaterThan(0);
    expect(sent.retries['500'] ?? 0).toBe(0);
    const after = await load.send({ connections: 8, seconds: 1, repeatEvery: 0 });
    expect(after.requests).toBeGreaterThan(0);
    expect(await keptOnce(clickhouse, [before, sent, after])).toMatchObject({ lost: 0, doubled: 0 });
    expect((await fetch(`http://127.0.0.1:${served.port}/health`)).status).toBe(200);
  }, 300_000);
});
