// expect: boundaries/dependencies
import { collected } from '#collect';

export const known = collected;
