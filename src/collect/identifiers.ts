import { createHmac } from 'node:crypto';
import { idKey } from '#platform';

/**
 * Identifier types, strongest first: the strongest one an event carries is the one it hangs on.
 * Types not named here are allowed and weakest; `wechat_openid@app` counts as `wechat_openid`.
 */
const strength = [
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
] as const;

/** Kept in the log only as keyed hashes: whoever reads the log learns nobody's phone number. */
const sensitive: ReadonlySet<string> = new Set(['phone', 'email', 'id_card']);

/** Values that tools send when they know nobody. Linking through them would make strangers one person. */
const nobody = /^(null|undefined|none|nil|nan|unknown|anonymous|guest|test|n\/a|0+|-1|-+|true|false|\[object object\])?$/i;

const typePattern = /^[a-z][a-z0-9_]{0,39}(@[\w.-]{1,40})?$/;

export type Identifiers = Readonly<Record<string, string>>;

export type Pseudonymizer = {
  /** The value as the log keeps it: trimmed and normalised, sensitive types as keyed hashes. */
  readonly stored: (type: string, value: string) => string;
};

/** HMAC-SHA-256 with the workspace's secret: stable within a workspace, useless outside. */
export const createPseudonymizer = (secret: string): Pseudonymizer => {
  const known = new Map<string, string>();
  return {
    stored: (type, value) => {
      const normal = normalise(type, value);
      if (!isSensitive(type)) return normal;
      const name = `${type}:${normal}`;
      const cached = known.get(name);
      if (cached !== undefined) return cached;
      if (known.size >= 100_000) known.clear();
      const hash = createHmac('sha256', secret).update(name).digest('hex').slice(0, 32);
      known.set(name, hash);
      return hash;
    },
  };
};

export const isSensitive = (type: string): boolean => sensitive.has(type);

export const isIdentifierType = (type: string): boolean => typePattern.test(type);

/** False for "null", "0", "guest" and their kind, and for what is too long to be an identifier. */
export const namesSomebody = (value: string): boolean => value.length <= 256 && !nobody.test(value.trim());

const normalise = (type: string, value: string): string => {
  const text = value.trim();
  if (type === 'email') return text.toLowerCase();
  // mainland numbers are written in many ways; E.164 for all countries is the next step of this room
  if (type === 'phone') return text.replace(/[\s()-]/g, '').replace(/^(\+86|0086|86)(?=1\d{10}$)/, '');
  if (type === 'id_card') return text.toUpperCase();
  return text;
};

const rank = (type: string): number => {
  const at = strength.findIndex((name) => name === type || type.startsWith(`${name}@`));
  return at < 0 ? strength.length : at;
};

/** Numeric keys of all identifiers, the strongest first. */
export const keysOf = (ids: Identifiers): readonly bigint[] =>
  Object.entries(ids)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([type, value]) => cachedKey(type, value));

const keys = new Map<string, bigint>();
const cachedKey = (type: string, value: string): bigint => {
  const name = `${type}:${value}`;
  const cached = keys.get(name);
  if (cached !== undefined) return cached;
  if (keys.size >= 200_000) keys.clear();
  const key = idKey(type, value);
  keys.set(name, key);
  return key;
};
