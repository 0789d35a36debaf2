// expect: boundaries/dependencies
import { readFileSync } from 'node:fs';

export const reached = readFileSync;
