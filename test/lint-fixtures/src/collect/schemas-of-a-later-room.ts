// expect: boundaries/dependencies
import type { DecidedAnswer } from '../decide/schemas.ts';

export type Known = DecidedAnswer;
