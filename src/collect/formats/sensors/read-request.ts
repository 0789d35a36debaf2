import { problem } from '#platform';
import { objectOr } from '../../segment-message.ts';
import { textOf } from '../member.ts';
import { bytesOf, parseJson } from '../raw-body.ts';
import { looksGzipped, unpack } from '../unpack.ts';
import { invalidField } from '../../invalid-field.ts';

/** A request of a 神策 client, read. `single`: it came as `data` and not as a list. */
export type Received = {
  readonly records: readonly unknown[];
  /** `token` of the address, the form or the first record; without one, `project`. */
  readonly key: string | undefined;
};

type Query = Readonly<Record<string, unknown>>;

/**
 * `data` (one record) or `data_list` (several), in the address or a form: base64 of JSON, or of its gzip when `gzip=1`.
 * `crc` is Java's hash of the base64 text, alone or inside `ext`: damaged ones are refused.
 * @see https://manual.sensorsdata.cn/sa/docs/tech_sdk_data_import
 */
export const readSensors = async (body: unknown, query: Query, limitBytes: number): Promise<Received> => {
  const form = Object.fromEntries(new URLSearchParams(bytesOf(body).toString('utf8')));
  const find = (name: string): string | undefined => textOf(form, name) ?? textOf(query, name);
  const data = find('data_list') ?? find('data');
  if (data === undefined) throw invalidField('data', 'data or data_list is expected', '缺少 data 或 data_list');
  // a plus that was not escaped came out of the form as a space
  const packed = data.replaceAll(' ', '+');
  const crc = find('crc') ?? new URLSearchParams(find('ext') ?? '').get('crc');
  if (crc !== null && crc !== undefined && crc !== String(javaHash(packed)))
    throw invalidField('crc', 'the data was damaged on its way', '数据在传输中损坏');
  const value = parseJson((await unpacked(packed, find('gzip'), limitBytes)).toString('utf8'));
  const records: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (textOf(records[0], 'payload') !== undefined && objectOr(records[0])['ekey'] !== undefined)
    throw problem('unsupported_media_type', {
      detail: 'encrypted records: switch encryption off in the client',
      detailZh: '加密数据：请在客户端关闭加密',
    });
  return { records, key: find('token') ?? textOf(records[0], 'token') ?? find('project') };
};

const unpacked = async (packed: string, gzip: string | undefined, limitBytes: number): Promise<Buffer> => {
  const bytes = Buffer.from(packed, 'base64');
  return gzip === '1' || looksGzipped(bytes) ? unpack(bytes, 'gzip', limitBytes) : bytes;
};

/** `String.hashCode` of Java: s[0]·31ⁿ⁻¹ + … + s[n−1] in 32 bits. */
export const javaHash = (text: string): number => {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
};
