// expect: boundaries/dependencies
import { ground } from '../platform/ground.ts';

export const reached = ground;
