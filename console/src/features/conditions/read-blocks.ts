import {
  aggregates,
  calendarWindows,
  format,
  fromStructured,
  isAggregateName,
  isObject,
  type Json,
  type Structured,
  type StructuredNode,
} from '../../../../src/documents/expression/language.ts';
import type { Block, Did, Group, Length, Meaning, NewId, Row, Step, TimeWindow } from './blocks.ts';
import { readTest } from './read-test.ts';
import { readWhere } from './read-where.ts';

/**
 * The structured form → blocks. Every part that has no sentence of its own becomes a row of text that says the same,
 * so nothing is lost whatever was written.
 * @param structured as `toStructured` gives it: objects all the way down
 */
export const readBlocks = (structured: Structured, newId: NewId): Group => {
  const read = readBlock(structured, newId);
  return read.type === 'group' ? read : { type: 'group', id: newId(), join: 'all', parts: [read] };
};

const readBlock = (json: Json, newId: NewId): Block => readGroup(json, newId) ?? readRow(json, newId);

const readGroup = (json: Json, newId: NewId): Group | undefined => {
  if (!isObject(json) || 'is' in json) return undefined;
  const inner = only(json, 'not');
  if (isObject(inner)) {
    const parts = only(inner, 'any') ?? only(inner, 'all');
    return Array.isArray(parts)
      ? { type: 'group', id: newId(), join: 'any' in inner ? 'none' : 'not_all', parts: partsOf(parts, newId) }
      : undefined;
  }
  const parts = only(json, 'all') ?? only(json, 'any');
  return Array.isArray(parts)
    ? { type: 'group', id: newId(), join: 'all' in json ? 'all' : 'any', parts: partsOf(parts, newId) }
    : undefined;
};

const partsOf = (parts: readonly Json[], newId: NewId): readonly Block[] => parts.map((part) => readBlock(part, newId));

const readRow = (json: Json, newId: NewId): Row => {
  const inner = isObject(json) ? only(json, 'not') : undefined;
  const negated = inner === undefined ? undefined : readMeaning(inner, newId);
  if (negated !== undefined) return { id: newId(), negated: true, ...negated };
  return { id: newId(), negated: false, ...(readMeaning(json, newId) ?? { type: 'text', text: textOf(json) }) };
};

const readMeaning = (json: Json, newId: NewId): Meaning | undefined => {
  if (!isObject(json)) return undefined;
  const existing = only(json, 'exists');
  if (existing !== undefined)
    return isObject(existing) && !('is' in existing)
      ? readSubject({ ...existing, is: { '!=': null } }, newId)
      : undefined;
  return readSubject(json, newId);
};

const readSubject = (json: StructuredNode, newId: NewId): Meaning | undefined => {
  const { is, ...subject } = json;
  const [key = ''] = Object.keys(subject);
  if (isAggregateName(key)) return readDid(key, json, newId);
  const name = only(subject, key);
  if (key === 'sequence' && is === undefined) return readSequence(json, newId);
  if (typeof name !== 'string') return undefined;
  if (key === 'in_audience') return is === undefined ? { type: 'audience', name } : undefined;
  if (key === 'has_tag') return is === undefined ? { type: 'tag', name, test: known } : undefined;
  // a flag stands for itself
  const test = is === undefined && key === 'trait' ? yes : readTest(is);
  if (test === undefined) return undefined;
  return key === 'trait' || key === 'tag' || key === 'score' ? { type: key, name, test } : undefined;
};

const known = { operator: 'known', values: [] } as const;
const yes = { operator: '=', values: [true] } as const;

const readDid = (measure: Did['measure'], json: StructuredNode, newId: NewId): Did | undefined => {
  const { [measure]: about, of, is } = json;
  const { property, yields } = aggregates[measure];
  const [event, path] = property === 'required' ? [of, about] : [about, ''];
  const window = readWindow(json['window']);
  const where = readWhere(json['where'], newId);
  if (typeof event !== 'string' || typeof path !== 'string' || window === undefined) return undefined;
  const did = { type: 'did', measure, event, property: path, where, window } as const;
  if (yields === 'boolean') return is === undefined ? { ...did, test: null } : undefined;
  const test = is === undefined && yields === 'use' ? yes : readTest(is);
  return test === undefined ? undefined : { ...did, test };
};

const readSequence = (json: StructuredNode, newId: NewId): Meaning | undefined => {
  const window = readWindow(json['window']);
  const { sequence } = json;
  if (!Array.isArray(sequence) || window === undefined) return undefined;
  const steps = sequence.map((step: Json): Step | undefined => {
    if (!isObject(step) || typeof step['event'] !== 'string') return undefined;
    const within = step['within'] === undefined ? null : readLength(step['within']);
    const where = readWhere(step['where'], newId);
    return within === undefined
      ? undefined
      : { id: newId(), event: step['event'], where, within, negated: step['not'] === true };
  });
  const read = steps.filter((step) => step !== undefined);
  return read.length === steps.length ? { type: 'sequence', steps: read, window } : undefined;
};

const readWindow = (json: Json | undefined): TimeWindow | undefined => {
  if (json === undefined) return { type: 'ever' };
  if (isObject(json)) {
    const { since, event } = json;
    if ('where' in json || typeof since !== 'string') return undefined;
    if (since !== 'first' && since !== 'last') return { type: 'since', date: since };
    return typeof event === 'string' ? { type: 'since_event', which: since, event } : undefined;
  }
  if (typeof json !== 'string') return undefined;
  if (calendarWindows.has(json)) return { type: 'calendar', word: json };
  const [from, until] = json.split('..').map(readLength);
  if (from === undefined) return undefined;
  if (!json.includes('..')) return { type: 'last', length: from };
  return until === undefined ? undefined : { type: 'between', from, until };
};

const readLength = (json: Json): Length | undefined => {
  const [, count, unit] = (typeof json === 'string' && /^(\d+(?:\.\d+)?)([dhm])$/.exec(json)) || [];
  return unit === 'd' || unit === 'h' || unit === 'm' ? { count: Number(count), unit } : undefined;
};

/** What the object says, when it says nothing else. */
const only = (json: StructuredNode, key: string): Json | undefined =>
  Object.keys(json).length === 1 ? json[key] : undefined;

const textOf = (json: Json): string => {
  // a list is no expression; `toStructured` has none here
  const read = fromStructured(typeof json === 'object' && json !== null && !isObject(json) ? null : json);
  return read.type === 'parsed' ? format(read.ast) : '';
};
