// expect: boundaries/dependencies
import { decided } from '#decide';

export const reached = decided;
