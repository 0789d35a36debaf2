import { expect, test, vi } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { problem } from '../errors.ts';
import { failureWords } from '../failure.ts';
import { silentLogger } from '../log.ts';
import { enqueue, findJob } from './queue.ts';
import { startWorker } from './worker.ts';

const { postgres } = await testStores();

test('what failed for good is not tried again; who is told to wait comes back no sooner', async () => {
  const handlers = {
    refused: async (): Promise<never> => {
      throw problem('unprocessable', { detail: 'never', detailZh: '永远不行', final: true });
    },
    told: async (): Promise<never> => {
      throw problem('too_many_requests', { detail: 'later', retryAfterSeconds: 1_800 });
    },
  };
  const refused = await enqueue(postgres, { queue: 'refused', input: {} });
  const told = await enqueue(postgres, { queue: 'told', input: {} });
  const worker = startWorker({ postgres, log: silentLogger(), pollMs: 10, handlers });
  await vi.waitFor(async () => expect((await findJob(postgres, told.id))?.error).not.toBeNull(), 30_000);
  await worker.stop();
  const dead = await findJob(postgres, refused.id);
  expect([dead?.state, dead?.attempt, failureWords(dead?.error ?? '').zh]).toEqual(['dead', 1, '无法处理：永远不行']);
  expect((await findJob(postgres, told.id))?.state).toBe('waiting');
  const row = await postgres.queryOne<{ seconds: number }>(
    'SELECT extract(epoch FROM run_at - created_at)::float8 AS seconds FROM jobs WHERE id = $1',
    [told.id],
  );
  expect(row?.seconds).toBeGreaterThan(1_790);
});
