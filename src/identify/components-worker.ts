import { parentPort, workerData } from 'node:worker_threads';
import { type FlatGraph, findComponents } from './components.ts';

// a thread boundary erases types: components-in-worker.ts is the only one that starts this thread
const components = findComponents(workerData as FlatGraph);
const { keys, types, profile, hubs, doubtful } = components;
// a fresh array's buffer is its own, and moves instead of being copied
const buffers = [keys, types, profile, hubs, doubtful].map(({ buffer }) => buffer as ArrayBuffer);
parentPort?.postMessage(components, buffers);
