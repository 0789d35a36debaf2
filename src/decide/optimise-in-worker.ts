import { Worker } from 'node:worker_threads';
import { workerEntry } from '#platform/entry.ts';
import { checkProblem, type Assignment, type AssignmentProblem } from './assignment.ts';
import type { OptimiseOptions } from './optimise.ts';

export type WorkerTask = { readonly assignment: AssignmentProblem; readonly options: OptimiseOptions };

/**
 * `optimise` in a thread of its own, so that a plan for millions does not hold up requests.
 * Arrays over a SharedArrayBuffer are not copied.
 */
export const optimiseInWorker = (assignment: AssignmentProblem, options: OptimiseOptions = {}): Promise<Assignment> => {
  checkProblem(assignment);
  const { path, execArgv } = workerEntry('optimise-worker', import.meta.url);
  const workerData: WorkerTask = { assignment, options };
  return new Promise((resolve, reject) => {
    const worker = new Worker(path, { execArgv: [...execArgv], workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the optimiser's thread ended with code ${code}`)));
  });
};
