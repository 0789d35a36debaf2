// expect: boundaries/dependencies
import { world } from '#world';

export const truth = world;
