import { expect, test, vi } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { silentLogger } from '../log.ts';
import { startTicker } from './ticker.ts';

const { postgres } = await testStores();
const log = silentLogger();

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('of several processes one ticks, and when it stops another takes over', async () => {
  let working = 0;
  let mostWorking = 0;
  const steps = [0, 0];
  const tickers = steps.map((_, nth) =>
    startTicker({
      name: 'shared',
      postgres,
      log,
      everyMs: 5,
      leaseTtlMs: 3_000,
      step: async () => {
        working += 1;
        mostWorking = Math.max(mostWorking, working);
        await rest(3);
        working -= 1;
        steps[nth] = (steps[nth] ?? 0) + 1;
        return 'idle';
      },
    }),
  );
  await vi.waitFor(() => expect(Math.max(...steps)).toBeGreaterThan(5), 30_000);
  const first = steps.findIndex((count) => count > 0);
  await tickers[first]?.stop();
  await vi.waitFor(() => expect(steps[1 - first]).toBeGreaterThan(5), 30_000);
  await tickers[1 - first]?.stop();
  expect(mostWorking).toBe(1);
});

test('a step that fails is repeated', async () => {
  let calls = 0;
  const ticker = startTicker({
    name: 'failing',
    postgres,
    log,
    everyMs: 5,
    step: async () => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return 'idle';
    },
  });
  await vi.waitFor(() => expect(calls).toBeGreaterThanOrEqual(3), 30_000);
  await ticker.stop();
});

test('a backlog is worked off without pauses', async () => {
  let left = 20;
  const ticker = startTicker({
    name: 'backlog',
    postgres,
    log,
    everyMs: 10_000,
    step: async () => ((left -= 1) > 0 ? 'more' : 'idle'),
  });
  await vi.waitFor(() => expect(left).toBe(0), 30_000);
  await ticker.stop();
});

test('stopping lets the running step end and starts no other', async () => {
  let started = 0;
  let ended = 0;
  const ticker = startTicker({
    name: 'stopping',
    postgres,
    log,
    everyMs: 1,
    step: async () => {
      started += 1;
      await rest(100);
      ended += 1;
      return 'more';
    },
  });
  await vi.waitFor(() => expect(started).toBe(1), 30_000);
  await ticker.stop();
  expect([started, ended]).toEqual([1, 1]);
});
