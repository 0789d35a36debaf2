// expect: boundaries/dependencies
import { collected } from '#collect';

export const reached = collected;
