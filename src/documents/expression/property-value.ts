import type { TypedProperty } from './typed.ts';

/** An event as the evaluator sees it; the same columns as the log. */
export type HistoryEvent = {
  readonly eventId: string;
  readonly name: string;
  readonly ts: Date;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Major units of `currency`. */
  readonly value?: number | null;
  readonly currency?: string;
  readonly source?: string;
  readonly sessionId?: string;
};

/**
 * The attribute that the catalogue behind a property (a dotted path) has for an id, as a text; null when there is no
 * such catalogue, entry or attribute.
 */
export type AttributeOf = (property: string, attribute: string, id: string) => string | null;

export type Value = number | string | boolean | null;

/**
 * A property read as the type its use demands.
 *
 * As a number: numbers; texts that spell one; true is 1 and false is 0. As a text: texts; numbers and flags in their
 * shortest spelling. As a flag: true and false, also when spelt as texts. Everything else (lists, objects, other
 * texts) is null. An attribute is a text. The SQL twin is in sql/property-sql.ts.
 */
export const propertyValue = (event: HistoryEvent, property: PropertyRead, attributeOf?: AttributeOf): Value => {
  const { path, as, attribute } = property;
  const own = rawValue(event, path);
  const raw = attribute === null ? own : attributeOf?.(path.join('.'), attribute, asText(own) ?? '');
  switch (as) {
    case 'number':
      return asNumber(raw);
    case 'string':
      return asText(raw);
    case 'boolean': {
      const text = asText(raw);
      return text === 'true' ? true : text === 'false' ? false : null;
    }
  }
};

type PropertyRead = Pick<TypedProperty, 'path' | 'as' | 'attribute'>;

const rawValue = (event: HistoryEvent, path: readonly string[]): unknown => {
  if (path.length > 1) return lookUp(event.properties, path);
  switch (path[0]) {
    case '$value':
      return event.value ?? null;
    case '$currency':
      return event.currency || null;
    case '$source':
      return event.source || null;
    case '$session_id':
      return event.sessionId || null;
    default:
      return lookUp(event.properties, path);
  }
};

/** ClickHouse's JSON keeps `{"a":{"b":1}}` and `{"a.b":1}` as the same path. */
const lookUp = (value: unknown, path: readonly string[]): unknown => {
  if (path.length === 0) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const object: object = value;
  for (let steps = path.length; steps > 0; steps -= 1) {
    const key = path.slice(0, steps).join('.');
    const inner: unknown = Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
    const found = inner === undefined ? undefined : lookUp(inner, path.slice(steps));
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
};

const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const asNumber = (raw: unknown): number | null => {
  if (typeof raw === 'boolean') return raw ? 1 : 0;
  const number = typeof raw === 'string' && numeral.test(raw) ? Number(raw) : raw;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
};

const asText = (raw: unknown): string | null => {
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'boolean') return String(raw);
  if (typeof raw !== 'number') return null;
  // ClickHouse spells 1e21 without the plus sign
  return String(raw).replace('e+', 'e');
};
