// expect: boundaries/dependencies
import type { Decided } from '#decide';

export type Reached = Decided;
