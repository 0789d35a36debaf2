// expect: boundaries/dependencies
import { decided } from '../../../src/decide/decided.ts';

export const reached = decided;
