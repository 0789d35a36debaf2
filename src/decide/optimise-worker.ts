import { parentPort, workerData } from 'node:worker_threads';
import { optimise } from './optimise.ts';
import type { WorkerTask } from './optimise-in-worker.ts';

// a thread boundary erases types: optimise-in-worker.ts is the only one that starts this thread
const { assignment, options } = workerData as WorkerTask;
const plan = await optimise(assignment, options);
parentPort?.postMessage(plan);
