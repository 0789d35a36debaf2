import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

/**
 * 64 bits of SHA-256, as an unsigned integer.
 * SQL twin: `reinterpretAsUInt64(substring(SHA256(x), 1, 8))`.
 */
export const hash64 = (text: string): bigint => createHash('sha256').update(text).digest().readBigUInt64LE(0);

/** The numeric key of a typed identifier: the node of the identity graph. */
export const idKey = (type: string, value: string): bigint => hash64(`${type}:${value}`);

/** A UUID that is the same for the same parts, so that a replayed step writes the same rows (RFC 9562, version 8). */
export const stableUuid = (...parts: readonly string[]): string =>
  asUuid(createHash('sha256').update(parts.join('\u0000')).digest(), 8);

/** A time-ordered UUID (RFC 9562, version 7). */
export const uuidv7 = (clock: Clock): string => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(clock.now().getTime(), 0, 6);
  return asUuid(bytes, 7);
};

/** A sticky draw in [0, 1): the same parts always give the same number, whoever asks. */
export const unitHash = (...parts: readonly string[]): number =>
  Number(hash64(parts.join('\u0000')) >> 11n) / 2 ** 53;

/** A secret for keys, links and sessions; 32 bytes in base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** How secrets are kept: SHA-256 in hex. Right only for secrets of full entropy, never for passwords. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const asUuid = (bytes: Buffer, version: number): string => {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
