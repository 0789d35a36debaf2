/**
 * Entry of the worker thread: runs the one job it was started for and tells how it went. Bundled as a file of its own,
 * `train-worker.js`, beside the bundle that starts it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { GyreError } from '#platform/errors.ts';
import { buffersOf } from './transferable.ts';
import { workerJobs, type Failure, type JobArgs, type JobName, type WorkerMessage } from './worker-jobs.ts';

/** Messages more often than this would cost more than the news is worth. */
const progressEveryMs = 50;

const run = (): void => {
  // as: the other end is run-in-worker.ts, which is typed by the same table of jobs
  const { name, args } = workerData as { name: JobName; args: never };
  const tell = (message: WorkerMessage): void => parentPort?.postMessage(message, buffersOf(message));
  let toldAt = 0;
  try {
    // as: TypeScript cannot see that the name and the arguments belong together
    const job = workerJobs[name] as (args: JobArgs<JobName>, onProgress: unknown) => never;
    const result = job(args, (done: number, of: number) => {
      if (performance.now() - toldAt < progressEveryMs && done < of) return;
      toldAt = performance.now();
      tell({ type: 'progress', done, of });
    });
    tell({ type: 'result', result });
  } catch (error) {
    tell({ type: 'failure', failure: asFailure(error) });
  }
};

const asFailure = (error: unknown): Failure => {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  if (!(error instanceof GyreError)) return { message, stack };
  const { cause: _, ...facts } = error.facts; // a cause may hold what cannot be cloned
  return { message, stack, problem: { code: error.code, facts } };
};

run();
