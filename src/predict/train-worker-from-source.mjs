// Only for running from source. Node 20 does not pass `--import tsx` on to worker threads (tsx registers itself in the
// main thread alone), so the thread starts with this JavaScript file, which registers tsx and then loads the real entry.
import { register } from 'tsx/esm/api';

register();
await import('./train-worker.ts');
