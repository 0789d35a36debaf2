// expect: nothing
export { collected } from './collected.ts';
