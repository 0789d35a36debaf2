import { isObject, type OpenObject } from '../segment-message.ts';
import { mendTime } from './mend-time.ts';
import type { MendStep } from './schemas.ts';

/** The body after all steps, in their order. Pure; a body that is no object, and a step that does not fit, change nothing. */
export const mend = (body: unknown, steps: readonly MendStep[]): unknown =>
  isObject(body) ? steps.reduce<OpenObject>(step, body) : body;

const step = (body: OpenObject, change: MendStep): OpenObject => {
  switch (change.type) {
    case 'rename': {
      const value = at(body, change.from);
      return value === undefined ? body : put(drop(body, change.from), change.to, value);
    }
    case 'rename_event':
      // a message names its event in `event`, a row of the log in `name`
      return put(body, 'event' in body || !('name' in body) ? 'event' : 'name', change.to);
    case 'cast':
      return alter(body, change.path, (value) => cast(value, change.to));
    case 'set':
      return change.when === 'missing' && !isMissing(at(body, change.path))
        ? body
        : put(body, change.path, change.value);
    case 'map':
      return alter(body, change.path, (value) => {
        const key = typeof value === 'string' ? value : JSON.stringify(value);
        return Object.hasOwn(change.values, key) ? change.values[key] : value;
      });
    case 'remove':
      return drop(body, change.path);
    case 'time':
      return alter(body, change.path, (value) => mendTime(value, change) ?? value);
  }
};

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

const alter = (body: OpenObject, path: string, change: (value: unknown) => unknown): OpenObject => {
  const value = at(body, path);
  if (value === undefined) return body;
  const changed = change(value);
  return changed === value || changed === undefined ? body : put(body, path, changed);
};

/** What cannot be cast stays, and fails again with its own reason. */
const cast = (value: unknown, to: 'string' | 'number' | 'integer' | 'boolean' | 'list'): unknown => {
  switch (to) {
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'number':
      return numberIn(value) ?? value;
    case 'integer': {
      const number = numberIn(value);
      return number === undefined ? value : Math.round(number);
    }
    case 'boolean':
      return booleans.get(String(value).trim().toLowerCase()) ?? value;
    case 'list':
      return Array.isArray(value) ? value : [value];
  }
};

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'y', '是', '真'].map((text) => [text, true] as const),
  ...['false', '0', 'no', 'n', '否', '假'].map((text) => [text, false] as const),
]);

/** `¥1,299.00` is 1299: currency signs, thousands and spaces are not part of a number. */
const numberIn = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  const digits = value.replace(/[\s,，¥￥$€£元]/g, '');
  const number = Number(digits);
  return digits !== '' && Number.isFinite(number) ? number : undefined;
};

/** A key may itself hold dots: the longest one that is there counts. */
const at = (body: OpenObject, path: string): unknown => {
  const [key, rest] = splitAt(body, path);
  const value = body[key];
  if (rest === '') return Object.hasOwn(body, key) ? value : undefined;
  return isObject(value) ? at(value, rest) : undefined;
};

const put = (body: OpenObject, path: string, value: unknown): OpenObject => {
  const [key, rest] = splitAt(body, path);
  const inner = body[key];
  const next = rest === '' ? value : put(isObject(inner) ? inner : {}, rest, value);
  if (!Object.hasOwn(body, key)) return { ...body, [key]: next };
  return Object.fromEntries(Object.entries(body).map(([each, old]) => [each, each === key ? next : old]));
};

const drop = (body: OpenObject, path: string): OpenObject => {
  const [key, rest] = splitAt(body, path);
  if (rest === '') return Object.fromEntries(Object.entries(body).filter(([each]) => each !== key));
  const inner = body[key];
  return isObject(inner) ? put(body, key, drop(inner, rest)) : body;
};

const splitAt = (body: OpenObject, path: string): readonly [key: string, rest: string] => {
  if (Object.hasOwn(body, path)) return [path, ''];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    if (Object.hasOwn(body, path.slice(0, dot))) return [path.slice(0, dot), path.slice(dot + 1)];
  }
  const dot = path.indexOf('.');
  return dot <= 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)];
};
