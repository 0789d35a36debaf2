export { fuzz, type FuzzReport } from './fuzz.ts';
export { keptOnce, type KeptOnce } from './kept-once.ts';
export { type Load, type Sent, startLoad } from './load.ts';
export { serve, type Served } from './served.ts';
