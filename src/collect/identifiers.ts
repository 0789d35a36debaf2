import { createHmac } from 'node:crypto';
import { idKey } from '#platform';
import { type IdentifierType, identifierType, typesGeneration } from './identifier-types.ts';
import { normalise } from './normalise.ts';
import { remember, rememberByType } from './remember.ts';

/** Kept in the log only as keyed hashes, whatever documents say: whoever reads the log learns nobody's phone number. */
export const sensitiveTypes = ['phone', 'email', 'id_card'] as const;
export type SensitiveType = (typeof sensitiveTypes)[number];

/** Values that tools send when they know nobody. Linking through them would make strangers one person. */
export const nobody =
  /^(null|undefined|none|nil|nan|unknown|anonymous|guest|test|n\/a|0+|-1|-+|true|false|\[object object\])?$/i;

export const typePattern = /^[a-z][a-z0-9_]{0,39}(@[\w.-]{1,40})?$/;

export type Identifiers = Readonly<Record<string, string>>;

export type Pseudonymizer = {
  /**
   * The value as the log keeps it: normalised as its type says, sensitive types as keyed hashes. `''` when the value
   * cannot be of this type (an id card whose check digit is wrong) or names nobody: such a one identifies nobody.
   */
  readonly stored: (type: string, value: string) => string;
};

/** HMAC-SHA-256 with the workspace's secret: stable within a workspace, useless outside. */
export const createPseudonymizer = (secret: string): Pseudonymizer => {
  const plain = (type: IdentifierType, value: string): string => {
    const text = normalise(type.normalise, value, type.region);
    return text !== '' && type.nobody.includes(text) ? '' : text;
  };
  const hashed = untilTypesChange(() =>
    rememberByType(20_000, (name, value) => {
      const text = plain(facts(name), value);
      if (text === '') return '';
      return createHmac('sha256', secret).update(`${name}:${text}`).digest('hex').slice(0, 32);
    }),
  );
  return {
    stored: (name, value) => {
      const type = facts(name);
      // to trim a text costs less than to look it up among tens of thousands
      return type.sensitive ? hashed(name, value) : plain(type, value);
    },
  };
};

export const isSensitive = (type: string): boolean => facts(type).sensitive;

export const isIdentifierType = (type: string): boolean => typePattern.test(type);

/** False for "null", "0", "guest" and their kind, and for what is too long to be an identifier. */
export const namesSomebody = (value: string): boolean => value.length <= 256 && !nobody.test(value.trim());

/** The numeric key of a stored identifier in decimal digits, as rows carry it. The same number as `idKey`. */
export const keyOf = (type: string, stored: string): string => keys(type, stored);
const keys = rememberByType(50_000, (type, stored) => idKey(type, stored).toString());

/** The numeric keys of all identifiers in decimal digits, the strongest first. */
export const keysOf = (ids: Identifiers): readonly string[] => {
  const types = Object.keys(ids);
  if (types.length > 1) types.sort(byStrength);
  return types.map((type) => keyOf(type, ids[type] ?? ''));
};

const byStrength = (a: string, b: string): number => facts(a).priority - facts(b).priority || (a < b ? -1 : 1);

/** A function that remembers, and forgets when the types in force change. */
const untilTypesChange = <Args extends readonly unknown[], T>(
  make: () => (...args: Args) => T,
): ((...args: Args) => T) => {
  let made = make();
  let since = typesGeneration();
  return (...args) => {
    if (since !== typesGeneration()) {
      made = make();
      since = typesGeneration();
    }
    return made(...args);
  };
};

const facts = untilTypesChange(() => remember(1_000, identifierType));
