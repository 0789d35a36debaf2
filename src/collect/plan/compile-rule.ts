import { maxPatternedLength, patternTest } from './pattern.ts';
import type { EventRule, PropertyRule } from './rule.ts';
import type { Violation, ViolationKind } from './violation.ts';

export type OpenProperties = Readonly<Record<string, unknown>>;

/** A rule as a plain function of an event's properties. */
export type CompiledRule = {
  readonly rule: EventRule;
  /** True when nothing is wrong; false when something may be. The cheap question, asked of every event. */
  readonly holds: (properties: OpenProperties) => boolean;
  /** Everything wrong: defined properties in the rule's order, then unknown ones by name. The SQL twin: plan-sql.ts. */
  readonly violations: (properties: OpenProperties) => readonly Violation[];
};

/** What is wrong with a value that is there, or nothing. */
type Test = (value: unknown) => ViolationKind | undefined;

export const compileRule = (rule: EventRule): CompiledRule => {
  const tests = new Map(rule.properties.map((property) => [property.name, compileProperty(property)]));
  const required = rule.properties.filter((property) => property.required).map(({ name }) => name);
  const strict = rule.unknownProperties !== 'allow';
  return {
    rule,
    holds: (properties) => {
      for (const name in properties) {
        const value = properties[name];
        if (value === null || value === undefined) continue;
        const test = tests.get(name);
        // a dotted name is a level of some other property: `violations` sorts that out
        if (test === undefined ? strict || name.includes('.') : test(value) !== undefined) return false;
      }
      for (const name of required) if (!isThere(properties[name])) return false;
      return true;
    },
    violations: (properties) => {
      const seen = storedProperties(properties);
      const defined = rule.properties.flatMap(({ name, required: needed }): readonly Violation[] => {
        const value = seen.get(name);
        if (value === undefined) return needed ? [{ what: 'missing', property: name }] : [];
        const what = tests.get(name)?.(value);
        return what === undefined ? [] : [{ what, property: name }];
      });
      if (!strict) return defined;
      const unknown = [...seen.keys()].filter((name) => !tests.has(name)).toSorted(byBytes);
      return [...defined, ...unknown.map((property) => ({ what: 'unknown', property }) as const)];
    },
  };
};

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** An object without any content is not stored, so it is not there; an empty list is. */
const isThere = (value: unknown): boolean => {
  if (value === null || value === undefined) return false;
  if (typeof value !== 'object' || Array.isArray(value)) return true;
  return Object.values(value).some(isThere);
};

/**
 * Properties as the log will hold them: `a.b` is a level below `a`, unless `a` stands beside it (storable.ts then
 * writes `a%2Eb`).
 */
const storedProperties = (properties: OpenProperties): ReadonlyMap<string, unknown> => {
  const stored = new Map<string, unknown>();
  for (const [key, value] of Object.entries(properties)) {
    if (!isThere(value)) continue;
    const dot = key.indexOf('.');
    if (dot < 0) stored.set(key.toWellFormed(), value);
    else if (standsBeside(key, properties)) stored.set(key.replaceAll('.', '%2E').toWellFormed(), value);
    else stored.set(key.slice(0, dot).toWellFormed(), { [key.slice(dot + 1)]: value });
  }
  return stored;
};

const standsBeside = (key: string, properties: OpenProperties): boolean => {
  for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
    if (Object.hasOwn(properties, key.slice(0, dot))) return true;
  }
  return false;
};

const compileProperty = (property: PropertyRule): Test => {
  const { values, min = -Infinity, max = Infinity, maxLength = Infinity, pattern } = property;
  const allowed = values === undefined ? undefined : new Set<unknown>(values);
  const fits = pattern === undefined ? undefined : patternTest(pattern);
  const text = (value: string): ViolationKind | undefined => {
    if (allowed !== undefined && !allowed.has(value)) return 'values';
    // code units are never fewer than characters, so most texts need no counting
    if (value.length > maxLength && characters(value) > maxLength) return 'length';
    if (fits === undefined) return undefined;
    if (value.length > maxPatternedLength && characters(value) > maxPatternedLength) return 'pattern';
    return fits.test(value.toWellFormed()) ? undefined : 'pattern';
  };
  const number = (value: number): ViolationKind | undefined => {
    if (allowed !== undefined && !allowed.has(value)) return 'values';
    return value < min || value > max ? 'range' : undefined;
  };
  switch (property.type) {
    case 'string':
      return (value) => {
        if (typeof value === 'string') return text(value);
        return isTooLarge(value) ? text(digitsOf(value)) : 'type';
      };
    case 'number':
      return (value) => (typeof value === 'number' && !isTooLarge(value) ? number(value) : 'type');
    case 'integer':
      return (value) => (Number.isInteger(value) && !isTooLarge(value) ? number(Number(value)) : 'type');
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? undefined : 'type');
    case 'datetime':
      return (value) => (typeof value === 'string' && isoDateTime.test(value) ? undefined : 'type');
    case 'list':
      return (value) => (!Array.isArray(value) ? 'type' : value.length > maxLength ? 'length' : undefined);
    case 'object':
      return (value) => (typeof value === 'object' && !Array.isArray(value) ? undefined : 'type');
  }
};

const characters = (text: string): number => {
  let count = 0;
  for (const _ of text) count++;
  return count;
};

const int64Limit = 2 ** 63;
/** What storable.ts writes as a text of its digits. */
const isTooLarge = (value: unknown): value is number => {
  if (typeof value !== 'number') return false;
  const size = Math.abs(value);
  return size >= int64Limit && (size < 1e21 || size === Infinity);
};

const digitsOf = (value: number): string => (Number.isFinite(value) ? BigInt(value).toString() : String(value));

/** ISO 8601, a date or a time of day on it, with or without zone. RE2 reads it the same. */
export const isoDateTimePattern =
  '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])(?:[T ](?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d{2}:?\\d{2})?)?$';
const isoDateTime = new RegExp(isoDateTimePattern);
