// expect: nothing
import type { CollectedAnswer } from '../collect/schemas.ts';

export const answer: CollectedAnswer = { rows: 1 };
