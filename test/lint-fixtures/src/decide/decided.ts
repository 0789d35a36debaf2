// expect: nothing
import { collected } from '#collect';

export const decided = collected;
export type Decided = typeof decided;
