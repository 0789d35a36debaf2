import { describe, expect, test, vi } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { failureWords } from '../failure.ts';
import { silentLogger } from '../log.ts';
import type { Job } from './job.ts';
import { beat, claimJob, enqueue, failJob, findJob, finishJob } from './queue.ts';
import { startWorker } from './worker.ts';

const { postgres } = await testStores();
const log = silentLogger();

const claim = (queue: string, leaseMs = 60_000): Promise<Job | undefined> =>
  claimJob(postgres, { queues: [queue], worker: 'w', leaseMs });

const claimed = async (queue: string, leaseMs?: number): Promise<Job> => {
  const job = await claim(queue, leaseMs);
  if (job === undefined) throw new Error('nothing due');
  return job;
};

const makeDue = (queue: string): Promise<unknown> =>
  postgres.query(`UPDATE jobs SET run_at = '-infinity' WHERE queue = $1`, [queue]);
const loseWorker = (queue: string): Promise<unknown> =>
  postgres.query(`UPDATE jobs SET expires_at = '-infinity' WHERE queue = $1`, [queue]);

describe('the queue', () => {
  test('gives each job to one worker, whoever asks at once', async () => {
    for (let n = 0; n < 50; n += 1) await enqueue(postgres, { queue: 'each', input: { n } });
    const taken = await Promise.all(Array.from({ length: 60 }, () => claim('each')));
    const numbers = taken.flatMap((job) => (job === undefined ? [] : [JSON.stringify(job.input)]));
    expect(numbers).toHaveLength(50);
    expect(new Set(numbers).size).toBe(50);
  });

  test('holds one unfinished job per key, and takes the next when that is done', async () => {
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => enqueue(postgres, { queue: 'keyed', key: 'k', input: {} })),
    );
    expect(asked.filter(({ added }) => added)).toHaveLength(1);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    const job = await claimed('keyed');
    expect((await enqueue(postgres, { queue: 'keyed', key: 'k', input: {} })).added).toBe(false);
    await finishJob(postgres, job, {});
    expect((await enqueue(postgres, { queue: 'keyed', key: 'k', input: {} })).added).toBe(true);
  });

  test('keeps a job out of sight until its time', async () => {
    await enqueue(postgres, { queue: 'later', input: {}, delayMs: 60_000 });
    expect(await claim('later')).toBeUndefined();
    await makeDue('later');
    expect(await claim('later')).toBeDefined();
  });

  test('a job added in a transaction that fails does not exist', async () => {
    await postgres
      .tx(async (pg) => {
        await enqueue(pg, { queue: 'rolled-back', input: {} });
        throw new Error('no');
      })
      .catch(() => {});
    expect(await claim('rolled-back')).toBeUndefined();
  });

  test('repeats a failed job after a pause and buries it after the last attempt', async () => {
    const { id } = await enqueue(postgres, { queue: 'failing', input: {}, maxAttempts: 2 });
    expect(await failJob(postgres, await claimed('failing'), 'first')).toBe('again');
    expect(await claim('failing')).toBeUndefined();
    await makeDue('failing');
    expect(await failJob(postgres, await claimed('failing'), 'second')).toBe('dead');
    await makeDue('failing');
    expect(await claim('failing')).toBeUndefined();
    expect(await findJob(postgres, id)).toMatchObject({ state: 'dead', attempt: 2, error: 'second' });
  });

  test('gives a dead worker’s job to another and refuses the former’s word', async () => {
    const { id } = await enqueue(postgres, { queue: 'orphan', input: {} });
    const former = await claimed('orphan');
    expect(await claim('orphan')).toBeUndefined();
    await loseWorker('orphan');
    const latter = await claimed('orphan');
    expect(latter.attempt).toBe(2);
    expect(await beat(postgres, former, { leaseMs: 1_000 })).toBe(false);
    expect(await finishJob(postgres, former, 'former')).toBe(false);
    expect(await failJob(postgres, former, 'former')).toBe('lost');
    expect(await finishJob(postgres, latter, 'latter')).toBe(true);
    expect(await findJob(postgres, id)).toMatchObject({ state: 'done', result: 'latter' });
  });

  test('buries a job that kills its worker every time', async () => {
    const { id } = await enqueue(postgres, { queue: 'deadly', input: {}, maxAttempts: 1 });
    await claimed('deadly');
    await loseWorker('deadly');
    expect(await claim('deadly')).toBeUndefined();
    const dead = await findJob(postgres, id);
    expect(dead?.state).toBe('dead');
    expect(failureWords(dead?.error ?? '').en).toBe('The worker died on the last attempt.');
  });
});

describe('a worker', () => {
  test('does the jobs of its queues, shows progress and keeps results', async () => {
    const { id } = await enqueue(postgres, { queue: 'double', input: { n: 21 } });
    const seen: unknown[] = [];
    const worker = startWorker({
      postgres,
      log,
      pollMs: 10,
      handlers: {
        double: async (job, { progress }) => {
          await progress({ share: 0.5 });
          seen.push((await findJob(postgres, job.id))?.progress);
          return job.input;
        },
      },
    });
    await vi.waitFor(async () => expect((await findJob(postgres, id))?.state).toBe('done'), 30_000);
    expect(await findJob(postgres, id)).toMatchObject({ result: { n: 21 } });
    await worker.stop();
    expect(seen).toEqual([{ share: 0.5 }]);
  });

  test('records why a job failed and goes on with the next', async () => {
    const bad = await enqueue(postgres, { queue: 'mixed', input: 'bad' });
    const good = await enqueue(postgres, { queue: 'mixed', input: 'good' });
    const handlers = {
      mixed: async ({ input }: Job): Promise<void> => {
        if (input === 'bad') throw new Error('it is bad');
      },
    };
    const worker = startWorker({ postgres, log, pollMs: 10, handlers });
    await vi.waitFor(async () => expect((await findJob(postgres, good.id))?.state).toBe('done'), 30_000);
    await worker.stop();
    const failed = await findJob(postgres, bad.id);
    expect(failed?.state).toBe('waiting');
    expect(failed?.error).toContain('it is bad');
  });

  test('keeps a long job by its heartbeat, and lets it end when stopped', async () => {
    const { id } = await enqueue(postgres, { queue: 'long', input: {} });
    let calls = 0;
    const handlers = {
      long: async (): Promise<string> => {
        calls += 1;
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        return 'whole';
      },
    };
    const workers = [1, 2].map(() => startWorker({ postgres, log, pollMs: 10, leaseMs: 1_500, handlers }));
    await vi.waitFor(() => expect(calls).toBe(1), 30_000);
    await vi.waitFor(async () => expect((await findJob(postgres, id))?.state).toBe('done'), 30_000);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(calls).toBe(1);
    expect(await findJob(postgres, id)).toMatchObject({ state: 'done', result: 'whole', attempt: 1 });
  });
});
