/**
 * Open objects (properties, context) as JSON text that ClickHouse's JSON type takes.
 *
 * One value it cannot read makes it refuse the whole insert, so such values are rewritten without losing what they
 * say. Found by sending odd bodies to the engine (26.7); the fuzz test keeps asking.
 *
 * | it refuses                                  | it is stored as                                    |
 * |---------------------------------------------|----------------------------------------------------|
 * | an integer of 2^63 and more in size         | its digits as text                                 |
 * | a number beyond a double (`1e400`)          | the text `Infinity` or `-Infinity`                 |
 * | half of a surrogate pair                    | U+FFFD, as any UTF-8 encoder writes it             |
 * | `{"x":{"y":1},"x.y":2}`: one path, twice    | `x.y` under the key `x%2Ey`                        |
 * | more than 1000 levels                       | what lies below level 32, as one text of JSON      |
 */
export const storableJson = (value: Readonly<Record<string, unknown>>): string => {
  const text = isStorable(value, 0) ? JSON.stringify(value) : JSON.stringify(mendedObject(value, 0));
  // JSON.stringify escapes nothing else with \ud; a text that really holds these characters is walked for nothing
  return text.includes('\\ud') ? JSON.stringify(mendedObject(value, 0)) : text;
};

const maxDepth = 32;
const int64Limit = 2 ** 63;

const isStorable = (value: unknown, depth: number): boolean => {
  if (typeof value === 'number') return isStorableNumber(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === maxDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isStorable(item, depth + 1));
  for (const [key, member] of Object.entries(value)) {
    if (key.includes('.') || !isStorable(member, depth + 1)) return false;
  }
  return true;
};

// from 1e21 on JSON is written with an exponent and read as a double
const isStorableNumber = (value: number): boolean => {
  const size = Math.abs(value);
  return size < int64Limit || (size >= 1e21 && size < Infinity);
};

const mended = (value: unknown, depth: number): unknown => {
  switch (typeof value) {
    case 'number':
      return isStorableNumber(value) ? value : exactDigits(value);
    case 'string':
      return value.toWellFormed();
    case 'object':
      if (value === null) return null;
      if (depth >= maxDepth) return JSON.stringify(value).toWellFormed();
      return Array.isArray(value) ? value.map((item) => mended(item, depth + 1)) : mendedObject(value, depth);
    default:
      return value;
  }
};

const exactDigits = (value: number): string => (Number.isFinite(value) ? BigInt(value).toString() : String(value));

const mendedObject = (value: object, depth: number): Record<string, unknown> => {
  const keys = Object.keys(value).map((key) => key.toWellFormed());
  const taken = new Set(keys);
  const seen = new Set<string>();
  return Object.fromEntries(
    Object.values(value).map((member: unknown, index) => {
      const key = keys[index] ?? '';
      const name = seen.has(key) || meetsAnotherPath(key, taken) ? unusedName(key, taken) : key;
      seen.add(name);
      taken.add(name);
      return [name, mended(member, depth + 1)];
    }),
  );
};

/** A dotted key and a nested object are the same path to the engine: `x.y` may not stand beside `x`. */
const meetsAnotherPath = (key: string, taken: ReadonlySet<string>): boolean => {
  for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
    if (taken.has(key.slice(0, dot))) return true;
  }
  return false;
};

const unusedName = (key: string, taken: ReadonlySet<string>): string => {
  const name = key.replaceAll('.', '%2E');
  return taken.has(name) ? unusedName(`${name}_`, taken) : name;
};
