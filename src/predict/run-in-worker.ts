import { Worker } from 'node:worker_threads';
import { problem } from '#platform/errors.ts';
import type { OnProgress } from './model.ts';
import { buffersOf } from './transferable.ts';
import type { Failure, JobArgs, JobName, JobResult, WorkerMessage } from './worker-jobs.ts';

export type WorkerOptions = {
  readonly onProgress?: OnProgress | undefined;
  /** Ends the worker; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Moves the arguments' arrays instead of copying them: the caller must not use them afterwards. */
  readonly give?: boolean;
};

/**
 * Runs one heavy job in a thread of its own, so that the event loop stays free. Results and thrown problems are those
 * of the job itself; a worker that dies rejects with `internal`.
 *
 * @example const { model } = await runInWorker('trainGbdt', { train: { table, target } })
 */
export const runInWorker = async <Name extends JobName>(
  name: Name,
  args: JobArgs<Name>,
  { onProgress, signal, give = false }: WorkerOptions = {},
): Promise<JobResult<Name>> => {
  signal?.throwIfAborted();
  const worker = new Worker(workerEntry(), {
    execArgv: [],
    workerData: { name, args },
    transferList: give ? buffersOf(args) : [],
  });
  try {
    return await new Promise<JobResult<Name>>((resolve, reject) => {
      const abort = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        reject(problem('internal', { internal: `the worker for ${name} ended with ${code} before its result` }));
      });
      worker.on('message', (message: WorkerMessage<Name>) => {
        switch (message.type) {
          case 'progress':
            return onProgress?.(message.done, message.of);
          case 'result':
            return resolve(message.result);
          case 'failure':
            return reject(asError(message.failure));
        }
      });
    });
  } finally {
    await worker.terminate();
  }
};

/** Trains a booster off the event loop; see trainGbdt. */
export const trainInWorker = (args: JobArgs<'trainGbdt'>, options?: WorkerOptions): Promise<JobResult<'trainGbdt'>> =>
  runInWorker('trainGbdt', args, options);

/** From source the worker is TypeScript, loaded through tsx; in a bundle it is a JavaScript file beside the bundle. */
const workerEntry = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './train-worker-from-source.mjs' : './train-worker.js', import.meta.url);

const asError = ({ message, stack, problem: known }: Failure): Error => {
  if (known) return problem(known.code, known.facts);
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
};
