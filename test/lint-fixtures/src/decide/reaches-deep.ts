// expect: boundaries/dependencies
import { collected } from '../collect/collected.ts';

export const reached = collected;
