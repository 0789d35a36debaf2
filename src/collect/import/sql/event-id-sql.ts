import type { Parameters } from './parameters.ts';

/**
 * A row's id: 128 bits of SHA-256 over source and content, and over how often the same content came before it, so that a
 * second import of the file, or of a longer one, adds nothing twice, while rows truly repeated in the file all count.
 * Reads `content` and `k` (0 for the first, 2 for the second, …).
 */
export const eventIdSql = (source: string, parameters: Parameters): string => {
  const digest = `SHA256(concat('import', char(0), ${parameters.text(source)}, char(0), content))`;
  const repeat = `SHA256(concat(lower(hex(${digest})), char(0), toString(k)))`;
  // the lambda runs for repeated rows only
  const repeated = `arrayMap(each -> ${uuid(repeat, '0x3FFFFFFFFFFFFFFF')}, if(k = 0, [], [k]))[1]`;
  return `if(k = 0, ${uuid(digest, '0x0FFFFFFFFFFFFFFF')}, ${repeated})`;
};

/** RFC 9562, version 8: the 13th hexadecimal digit is the version, the 17th begins with the bits 10. */
const uuid = (digest: string, mask: string): string => {
  const high = `bitOr(bitAnd(reinterpretAsUInt64(reverse(substring(${digest}, 1, 8))), 0xFFFFFFFFFFFF0FFF), 0x8000)`;
  const low = `bitOr(bitAnd(reinterpretAsUInt64(reverse(substring(${digest}, 9, 8))), ${mask}), 0x8000000000000000)`;
  return `reinterpretAsUUID(concat(reinterpretAsFixedString(${high}), reinterpretAsFixedString(${low})))`;
};
