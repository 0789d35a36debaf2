// expect: boundaries/dependencies
import { parse } from '../src/documents/expression/parse.ts';

export const read = parse;
