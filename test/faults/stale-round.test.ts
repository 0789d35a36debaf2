import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manualClock } from '#platform';
import { testStores } from '#platform/testing.ts';
import { aSmallBrand, liveHistory, openOn, settingsOn } from '../scenarios/small-brand.ts';
import { differences, endState } from './end-state.ts';
import { buildPrograms, type Built, type Running } from './fault-process.ts';
import { decidedAt, leasesEnd } from './live-round.ts';

let dataDir: string;
let child: Built;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gyre-stale-'));
  child = await buildPrograms({ 'round-child': './test/faults/round-child.ts' });
});
afterAll(async () => {
  await child.remove();
  await rm(dataDir, { recursive: true, force: true });
});

/** Where processes are suspended, one after the other, each taking the round over from the one before. */
const stops = [
  'round/train/unrecorded',
  'round/plan/begun',
  'round/plan/decisions-written',
  'act/issue/before-commit',
  'round/issue/unrecorded',
  'act/drain/claimed',
  'round/deliver/unrecorded',
];

test('processes that are suspended beyond their lease and wake up when another has done the work change nothing', async () => {
  const stores = await testStores();
  const gyre = await openOn(stores.urls, { clock: manualClock(decidedAt), dataDir });
  const suspended: Running[] = [];
  try {
    await liveHistory(gyre, aSmallBrand());
    const process = { args: ['round', decidedAt.toISOString()], env: settingsOn(stores.urls, dataDir) };
    for (const point of stops) {
      const running = child.start('round-child', { ...process, stopAt: point });
      suspended.push(running);
      await running.says(/(stopped at)/);
      await leasesEnd(stores);
    }
    expect(await child.run('round-child', process)).toMatchObject({ code: 0, stderr: '' });
    const done = await endState(stores);
    expect(done.rounds[0]).toContain('"state":"waiting"');
    expect(done.outbox.every((row) => row.includes('"status":"sent"'))).toBe(true);

    for (const running of suspended) running.kill('SIGCONT');
    const ended = await Promise.all(suspended.map((running) => running.ended));
    for (const [i, { code, stderr }] of ended.entries())
      expect([stops[i], code, stderr]).toEqual([stops[i], 1, expect.stringContaining('lease_lost')]);
    expect(differences(done, await endState(stores))).toEqual({});
  } finally {
    for (const running of suspended) running.kill('SIGKILL');
    await gyre.close();
  }
}, 240_000);
