import { Worker } from 'node:worker_threads';
import { workerEntry } from '#platform/entry.ts';
import type { Components, FlatGraph } from './components.ts';

/** `findComponents` in a thread of its own, so that a rebuild of millions does not hold up requests. Arrays over a SharedArrayBuffer are not copied. */
export const componentsInWorker = (graph: FlatGraph): Promise<Components> => {
  const { path, execArgv } = workerEntry('components-worker', import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(path, { execArgv: [...execArgv], workerData: graph });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread of a rebuild ended with code ${code}`)));
  });
};
