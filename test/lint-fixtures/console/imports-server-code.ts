// expect: boundaries/dependencies
import { collected } from '../src/collect/index.ts';

export const reached = collected;
