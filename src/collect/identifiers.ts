import { createHmac } from 'node:crypto';
import { idKey } from '#platform';
import { remember, rememberByType } from './remember.ts';

/**
 * Identifier types, strongest first: the strongest one an event carries is the one it hangs on.
 * Types not named here are allowed and weakest; `wechat_openid@app` counts as `wechat_openid`.
 */
const strength: readonly string[] = [
  'user_id',
  'member_card',
  'wechat_unionid',
  'id_card',
  'phone',
  'email',
  'order_account',
  'wechat_openid',
  'device_id',
  'anonymous_id',
];

/** Kept in the log only as keyed hashes: whoever reads the log learns nobody's phone number. */
export const sensitiveTypes = ['phone', 'email', 'id_card'] as const;
const sensitive: ReadonlySet<string> = new Set(sensitiveTypes);

/** Values that tools send when they know nobody. Linking through them would make strangers one person. */
const nobody =
  /^(null|undefined|none|nil|nan|unknown|anonymous|guest|test|n\/a|0+|-1|-+|true|false|\[object object\])?$/i;

const typePattern = /^[a-z][a-z0-9_]{0,39}(@[\w.-]{1,40})?$/;

export type Identifiers = Readonly<Record<string, string>>;

export type Pseudonymizer = {
  /** The value as the log keeps it: trimmed and normalised, sensitive types as keyed hashes. */
  readonly stored: (type: string, value: string) => string;
};

/** HMAC-SHA-256 with the workspace's secret: stable within a workspace, useless outside. */
export const createPseudonymizer = (secret: string): Pseudonymizer => {
  const hashed = rememberByType(20_000, (type, value) =>
    createHmac('sha256', secret)
      .update(`${type}:${normalise(type, value)}`)
      .digest('hex')
      .slice(0, 32),
  );
  return { stored: (type, value) => (isSensitive(type) ? hashed(type, value) : normalise(type, value)) };
};

export const isSensitive = (type: string): boolean => sensitive.has(type);

export const isIdentifierType = (type: string): boolean => typePattern.test(type);

/** False for "null", "0", "guest" and their kind, and for what is too long to be an identifier. */
export const namesSomebody = (value: string): boolean => value.length <= 256 && !nobody.test(value.trim());

const normalise = (type: string, value: string): string => {
  const text = value.trim();
  switch (type) {
    case 'email':
      return text.toLowerCase();
    case 'phone':
      // mainland numbers are written in many ways; E.164 for all countries is the next step of this room
      return text.replace(/[\s()-]/g, '').replace(/^(\+86|0086|86)(?=1\d{10}$)/, '');
    case 'id_card':
      return text.toUpperCase();
    default:
      return text;
  }
};

/** The numeric key of a stored identifier in decimal digits, as rows carry it. The same number as `idKey`. */
export const keyOf = (type: string, stored: string): string => keys(type, stored);
const keys = rememberByType(50_000, (type, stored) => idKey(type, stored).toString());

/** The numeric keys of all identifiers in decimal digits, the strongest first. */
export const keysOf = (ids: Identifiers): readonly string[] => {
  const types = Object.keys(ids);
  if (types.length > 1) types.sort(byStrength);
  return types.map((type) => keyOf(type, ids[type] ?? ''));
};

const byStrength = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);
const rank = remember(1_000, (type) => {
  const at = strength.indexOf(type.replace(/@.*$/, ''));
  return at < 0 ? strength.length : at;
});
