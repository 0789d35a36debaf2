import { hash, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

/**
 * 64 bits of SHA-256, as an unsigned integer.
 * SQL twin: `reinterpretAsUInt64(substring(SHA256(x), 1, 8))`.
 */
export const hash64 = (text: string): bigint =>
  // the one-shot hash to hex costs a sixth of a Hash object, and every event passes here
  Buffer.from(hash('sha256', text, 'hex').slice(0, 16), 'hex').readBigUInt64LE(0);

/** The numeric key of a typed identifier: the node of the identity graph. */
export const idKey = (type: string, value: string): bigint => hash64(`${type}:${value}`);

/** A UUID that is the same for the same parts, so that a replayed step writes the same rows (RFC 9562, version 8). */
export const stableUuid = (...parts: readonly string[]): string =>
  uuidOf(hash('sha256', parts.join('\u0000'), 'hex'), 8);

/** A time-ordered UUID (RFC 9562, version 7). */
export const uuidv7 = (clock: Clock): string => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(clock.now().getTime(), 0, 6);
  return uuidOf(bytes.toString('hex'), 7);
};

/** A sticky draw in [0, 1): the same parts always give the same number, whoever asks. */
export const unitHash = (...parts: readonly string[]): number => Number(hash64(parts.join('\u0000')) >> 11n) / 2 ** 53;

/** A secret for keys, links and sessions; 32 bytes in base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** How secrets are kept: SHA-256 in hex. Right only for secrets of full entropy, never for passwords. */
export const secretHash = (secret: string): string => hash('sha256', secret, 'hex');

/** The first 32 hexadecimal digits as a UUID: the 13th becomes the version, the top bits of the 17th the variant `10`. */
const uuidOf = (hex: string, version: number): string => {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
