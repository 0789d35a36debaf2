import { randomUUID } from 'node:crypto';
import { pause } from '../children/pause.ts';
import type { Postgres } from '../db/postgres/client.ts';
import { GyreError } from '../errors.ts';
import { failureText } from '../failure.ts';
import type { Logger } from '../log.ts';
import type { Job } from './job.ts';
import { beat, claimJob, failJob, finishJob } from './queue.ts';

/** Does one job and answers its result. What it throws fails this attempt. */
export type JobHandler = (job: Job, context: JobContext) => Promise<unknown>;

export type JobContext = {
  /** Given when the worker stops or the job was taken over: end soon. */
  readonly signal: AbortSignal;
  /** How far it is, as JSON for people to see. */
  readonly progress: (progress: unknown) => Promise<void>;
};

export type WorkerArgs = {
  readonly postgres: Postgres;
  readonly log: Logger;
  /** By queue. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly concurrency?: number;
  readonly pollMs?: number;
  /** A job whose worker died is claimed by another after this long. */
  readonly leaseMs?: number;
};

/** Works on the queues that have a handler until stopped. Stopping lets the jobs at hand end. */
export const startWorker = (args: WorkerArgs): { readonly stop: () => Promise<void> } => {
  const settled = { concurrency: 1, pollMs: 500, leaseMs: 30_000, ...args };
  const stopping = new AbortController();
  const lanes = Array.from({ length: settled.concurrency }, () => work(settled, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(lanes);
    },
  };
};

const work = async (args: Required<WorkerArgs>, stopping: AbortSignal): Promise<void> => {
  const worker = randomUUID();
  const queues = Object.keys(args.handlers);
  while (!stopping.aborted) {
    try {
      const job = await claimJob(args.postgres, { queues, worker, leaseMs: args.leaseMs });
      if (job === undefined) await pause(args.pollMs, stopping);
      else await attempt(args, job, stopping);
    } catch (cause) {
      args.log.error({ err: cause }, 'the job queue cannot be reached');
      await pause(args.pollMs * 10, stopping);
    }
  }
};

const attempt = async (args: Required<WorkerArgs>, job: Job, stopping: AbortSignal): Promise<void> => {
  const { postgres, log, leaseMs } = args;
  const lost = new AbortController();
  const beating = setInterval(() => {
    void beat(postgres, job, { leaseMs }).then(
      (ours) => (ours ? undefined : lost.abort()),
      () => {}, // unreachable now; the next beat may come through in time
    );
  }, leaseMs / 3);
  const context: JobContext = {
    signal: AbortSignal.any([stopping, lost.signal]),
    progress: async (progress) => {
      if (!(await beat(postgres, job, { leaseMs, progress }))) lost.abort();
    },
  };
  const facts = { queue: job.queue, key: job.key, job: job.id, attempt: job.attempt };
  try {
    const result = await args.handlers[job.queue]?.(job, context);
    if (!(await finishJob(postgres, job, result))) log.warn(facts, 'the job was taken over; its result is not ours');
  } catch (cause) {
    const { final = false, retryAfterSeconds = 0 } = cause instanceof GyreError ? cause.facts : {};
    const next = await failJob(postgres, job, failureText(cause), { final, afterMs: retryAfterSeconds * 1_000 });
    log.error({ ...facts, err: cause, next }, 'a job failed');
  } finally {
    clearInterval(beating);
  }
};
