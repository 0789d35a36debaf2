// expect: import/no-cycle
import { round } from './goes-round.ts';

export const back = (): number => round();
