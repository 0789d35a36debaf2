// expect: nothing
import { decided } from '#decide';
import { world } from '#world';

export const app = [decided, world];
