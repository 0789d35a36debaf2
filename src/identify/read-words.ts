import type { Readable } from 'node:stream';

/**
 * A stream of little-endian 32-bit words, as RowBinary has them when every column is a multiple of four bytes, in memory
 * that threads share.
 * @param expected how many words; a stream of more (rows written meanwhile) grows into a copy
 */
export const readWords = async (stream: Readable, expected: number): Promise<Uint32Array> => {
  let bytes = new Uint8Array(new SharedArrayBuffer(Math.max(4, expected * 4)));
  let at = 0;
  for await (const chunk of stream) {
    const part: Buffer = chunk;
    if (at + part.length > bytes.length) {
      const larger = new Uint8Array(new SharedArrayBuffer((at + part.length) * 2));
      larger.set(bytes.subarray(0, at));
      bytes = larger;
    }
    bytes.set(part, at);
    at += part.length;
  }
  if (at % 4 !== 0) {
    throw new RangeError(
      `an answer of ${at} bytes is no list of words: ${Buffer.from(bytes.slice(0, 300)).toString('utf8')}`,
    );
  }
  return new Uint32Array(bytes.buffer, 0, at / 4);
};
