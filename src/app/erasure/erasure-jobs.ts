import type { Logger, Postgres } from '#platform';
import { enqueue, findJob } from '#platform/jobs/queue.ts';
import { startWorker } from '#platform/jobs/worker.ts';
import type { Progress } from '#platform';
import type { JobContext } from '#platform/jobs/worker.ts';
import type { PrivacyDesk } from './privacy-desk.ts';

const queue = 'erasure';

/** One job carries out all that is open; whoever asks while it waits or runs is answered with it. */
export const startErasures = async (postgres: Postgres): Promise<string> =>
  // a person's right does not end with the fifth attempt
  (await enqueue(postgres, { queue, key: queue, input: {}, maxAttempts: 50 })).id;

/** A worker of its own: most of an erasure is waiting for files to go, and rounds must not wait with it. */
export const startErasureWorker = (
  { postgres, log, privacy }: { readonly postgres: Postgres; readonly log: Logger; readonly privacy: PrivacyDesk },
  progressOf: (context: JobContext) => Progress,
): { readonly stop: () => Promise<void> } =>
  startWorker({
    postgres,
    log,
    handlers: {
      [queue]: async (_job, context) => {
        let erased = 0;
        // asked for while this one was waiting
        for (;;) {
          const done = await privacy.perform({ progress: progressOf(context), signal: context.signal });
          erased += done;
          if (done === 0) return { erased };
        }
      },
    },
  });

/** Resolves when the job has ended. @throws when it failed for good */
export const untilErased = async (postgres: Postgres, id: string): Promise<void> => {
  for (;;) {
    const job = await findJob(postgres, id);
    if (job?.state === 'done') return;
    if (job === undefined || job.state === 'dead') throw new Error(job?.error ?? `job ${id} vanished`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};
