import { createHmac } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that codes can be read aloud and typed. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const symbols = 15;

/**
 * The code of a coupon: the same for the same key, not guessable without the secret (75 bits of HMAC-SHA-256),
 * with a check character, e.g. `8Z5T-QK2M-0RVA-71XE`.
 */
export const couponCode = (key: string, secret: string): string => {
  const digest = createHmac('sha256', secret).update(`coupon:${key}`).digest();
  const values = Array.from({ length: symbols }, (_, i) => digest[i] & 31);
  return [...values, checkValue(values)]
    .map((value) => alphabet[value])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');
};

/**
 * A code as it is kept, from a code as it was typed: any case, any spaces or dashes, O for 0, I or L for 1.
 * @returns undefined when it cannot be a code: a mistyped one is refused without asking the database
 */
export const normalisedCode = (typed: string): string | undefined => {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  const values = Array.from(plain, (symbol) => alphabet.indexOf(symbol));
  if (values.length !== symbols + 1 || values.includes(-1)) return undefined;
  if (checkValue(values.slice(0, symbols)) !== values[symbols]) return undefined;
  return plain.replace(/(.{4})(?=.)/g, '$1-');
};

/**
 * Σ αⁱ dᵢ over GF(32), by Horner's rule. As α has order 31, it catches every wrong character and every swap of two:
 * their difference, (αⁱ + αʲ)(dᵢ + dⱼ), is never zero.
 */
const checkValue = (values: readonly number[]): number =>
  timesAlpha(values.reduce((sum, value) => timesAlpha(sum) ^ value, 0));

/** Times α, modulo the primitive polynomial x⁵ + x² + 1. */
const timesAlpha = (value: number): number => (value & 16 ? (value << 1) ^ 0b100101 : value << 1);
