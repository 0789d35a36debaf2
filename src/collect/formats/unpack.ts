import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { problem } from '#platform';

const unpackers = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };
export type Packing = keyof typeof unpackers;

/**
 * Unpacks bytes, off the main thread, and gives up as soon as they come to more than `limitBytes`: a few kilobytes may
 * hold gigabytes of zeros.
 * @throws GyreError `payload_too_large`, or `invalid_input` for what is not packed that way.
 */
export const unpack = async (bytes: Buffer, packing: Packing, limitBytes: number): Promise<Buffer> => {
  try {
    return await unpackers[packing](bytes, { maxOutputLength: limitBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(limitBytes);
    throw problem('invalid_input', { detail: `the body is not ${packing}`, detailZh: `请求体不是 ${packing} 格式` });
  }
};

/** `content-encoding` undone. @throws GyreError also `unsupported_media_type` for an encoding we do not know. */
export const unpackEncoded = (
  bytes: Buffer,
  encoding: string | undefined,
  limitBytes: number,
): Buffer | Promise<Buffer> => {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return bytes;
  const packing = packings[name];
  if (packing !== undefined) return unpack(bytes, packing, limitBytes);
  throw problem('unsupported_media_type', {
    detail: `content-encoding ${name.slice(0, 40)}; send gzip or none`,
    detailZh: `content-encoding ${name.slice(0, 40)}；请使用 gzip 或不压缩`,
  });
};

const packings: Readonly<Record<string, Packing>> = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate', br: 'br' };

/** Whether bytes begin as gzip does (RFC 1952): clients forget to say so. */
export const looksGzipped = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export const tooLarge = (limitBytes: number) =>
  problem('payload_too_large', {
    detail: `more than ${Math.floor(limitBytes / 1024)} KB`,
    detailZh: `超过 ${Math.floor(limitBytes / 1024)} KB`,
  });
