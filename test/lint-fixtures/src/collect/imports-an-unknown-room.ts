// expect: boundaries/no-unknown-dependencies
import { nowhere } from '../nowhere/nowhere.ts';

export const reached = nowhere;
