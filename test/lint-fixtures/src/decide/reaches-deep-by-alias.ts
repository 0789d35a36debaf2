// expect: boundaries/no-unknown-dependencies
import { collected } from '#collect/collected.ts';

export const reached = collected;
