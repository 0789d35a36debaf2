import { isObject, type Json } from '../../../../src/documents/expression/language.ts';
import type { Operator, Test, Value } from './blocks.ts';

/** What stands under `is`, when it compares with values; undefined when with something else, such as another number. */
export const readTest = (json: Json | undefined): Test | undefined => {
  if (json === undefined) return undefined;
  if (json === null) return { operator: 'unknown', values: [] };
  // a list of one is another sentence than that one, though it says the same
  if (Array.isArray(json)) return listed('=', json);
  if (typeof json !== 'object') return { operator: '=', values: [json] };
  if (!isObject(json)) return undefined;
  const [[key, against] = ['', undefined], ...others] = Object.entries(json);
  if (others.length > 0) return undefined;
  if (key === 'not in') return Array.isArray(against) ? listed('!=', against) : undefined;
  if (key === '!=' && against === null) return { operator: 'known', values: [] };
  const operator = comparisons.find((each) => each === key);
  const value = valueOf(against);
  return operator === undefined || value === undefined ? undefined : { operator, values: [value] };
};

const comparisons: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>='];

const listed = (operator: '=' | '!=', list: readonly Json[]): Test | undefined => {
  const values = list.filter((each) => typeof each === 'string' || typeof each === 'number');
  return values.length > 1 && values.length === list.length ? { operator, values } : undefined;
};

const valueOf = (json: Json | undefined): Value | undefined => {
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json;
  // −5 is the number 5 with a sign before it
  const negated = isObject(json) && Object.keys(json).length === 1 ? json['-'] : undefined;
  const [number] = Array.isArray(negated) && negated.length === 1 ? negated : [];
  // −0 is no number that can be written
  return typeof number === 'number' && number !== 0 ? -number : undefined;
};
