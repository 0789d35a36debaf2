// expect: boundaries/dependencies
import { parse } from '../src/documents/expression/language.ts';

export const read = parse;
