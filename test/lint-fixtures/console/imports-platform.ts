// expect: boundaries/dependencies
import { ground } from '#platform';

export const reached = ground;
