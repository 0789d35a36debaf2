// expect: nothing
export { parse } from './parse.ts';
