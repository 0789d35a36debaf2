// expect: nothing
import { ground } from '#platform';

export const world = ground;
