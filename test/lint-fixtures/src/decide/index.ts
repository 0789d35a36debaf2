// expect: nothing
export { decided, type Decided } from './decided.ts';
