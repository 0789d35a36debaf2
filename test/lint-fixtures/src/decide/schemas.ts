// expect: nothing
import type { CollectedAnswer } from '../collect/schemas.ts';

export type DecidedAnswer = { readonly from: CollectedAnswer };
