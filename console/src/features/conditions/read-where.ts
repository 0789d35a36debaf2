import {
  format,
  fromStructured,
  isObject,
  type Json,
  nodeKeys,
  type StructuredNode,
} from '../../../../src/documents/expression/language.ts';
import { anyEvent, type NewId, type PropertyTest, type Where } from './blocks.ts';
import { readTest } from './read-test.ts';

/** What stands under `where` as a list of tests; as text when it is more than that. */
export const readWhere = (json: Json | undefined, newId: NewId): Where => {
  if (json === undefined) return anyEvent;
  const join = isObject(json) && 'any' in json ? 'any' : 'all';
  const tests = testsOf(json, newId);
  const read = tests.filter((test) => test !== undefined);
  return read.length > 0 && read.length === tests.length
    ? { type: 'tests', join, tests: read }
    : { type: 'text', text: whereText(json) };
};

const testsOf = (json: Json, newId: NewId): readonly (PropertyTest | undefined)[] => {
  if (!isObject(json)) return [undefined];
  const list = json['all'] ?? json['any'];
  if (Array.isArray(list) && Object.keys(json).length === 1) return list.map((each: Json) => testOf(each, newId));
  if (Object.keys(json).some((key) => nodeKeys.has(key))) return [testOf(json, newId)];
  return Object.entries(json).map(([property, is]) => testOf({ property, is }, newId));
};

/** `{ property: amount, is: … }`, or a flag by itself. */
const testOf = (json: Json, newId: NewId): PropertyTest | undefined => {
  if (!isObject(json)) return undefined;
  const existing = json['exists'];
  const subject: StructuredNode = isObject(existing) && !('is' in json) ? { ...existing, is: { '!=': null } } : json;
  const { property, is = true, ...others } = subject;
  const test = readTest(is);
  if (typeof property !== 'string' || test === undefined || Object.keys(others).length > 0) return undefined;
  return { id: newId(), property, test };
};

const whereText = (where: Json): string => {
  const read = fromStructured({ count: 'event', where });
  return read.type === 'parsed' && read.ast.type === 'aggregate' && read.ast.where !== null
    ? format(read.ast.where)
    : '';
};
