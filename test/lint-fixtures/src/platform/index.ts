// expect: nothing
export { ground } from './ground.ts';
