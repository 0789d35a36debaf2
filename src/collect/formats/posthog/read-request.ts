import { problem } from '#platform';
import { isObject, objectOr, type OpenObject } from '../../segment-message.ts';
import { textOf } from '../member.ts';
import { decompressFromBase64 } from '../lz64.ts';
import { bytesOf, parseJson } from '../raw-body.ts';
import { looksGzipped, unpack } from '../unpack.ts';

/** A PostHog request, read: its events, the key, when it was sent by the sender's clock. */
export type Captured = {
  readonly events: readonly unknown[];
  /** The request was one event and not a list of them. */
  readonly single: boolean;
  readonly key: string | undefined;
  readonly sentAt: string | number | undefined;
};

type Query = Readonly<Record<string, unknown>>;

/**
 * Reads the body in all the ways PostHog's clients pack it: JSON; gzip, by header, by `compression=gzip-js` or only by
 * its first bytes; a form or a query with `data=`, which is base64, lz64 or JSON; or JSON that holds such `data`.
 */
export const readCaptured = async (body: unknown, query: Query, limitBytes: number): Promise<Captured> => {
  const read = await readBody(bytesOf(body), query, limitBytes);
  const { value, form } = read;
  const sent = textOf(value, 'sent_at') ?? textOf(query, 'sent_at') ?? clientTime(textOf(query, '_'));
  const events = eventsOf(value);
  return {
    events,
    single: isObject(value) && !Array.isArray(value['batch']),
    key:
      keyIn(value) ??
      textOf(form, 'api_key') ??
      keyIn(query) ??
      keyIn(events[0]) ??
      keyIn(objectOr(events[0])['properties']),
    sentAt: sent,
  };
};

const eventsOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  const batch = objectOr(value)['batch'];
  if (Array.isArray(batch)) return batch;
  if (isObject(value)) return [value];
  throw problem('invalid_input', {
    detail: 'an event or a list of events is expected',
    detailZh: '应为事件或事件列表',
  });
};

const keyIn = (value: unknown): string | undefined =>
  textOf(value, 'api_key') ?? textOf(value, 'token') ?? textOf(value, '$token');

/** posthog-js tells its clock in `_`, in milliseconds. */
const clientTime = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{13}$/.test(text) ? Number(text) : undefined;

type Read = { readonly value: unknown; readonly form: OpenObject };

const readBody = async (bytes: Buffer, query: Query, limitBytes: number): Promise<Read> => {
  const inQuery = textOf(query, 'data');
  if (bytes.length === 0 && inQuery !== undefined)
    return { value: await readData(inQuery, textOf(query, 'compression'), limitBytes), form: {} };
  const plain = looksGzipped(bytes) ? await unpack(bytes, 'gzip', limitBytes) : bytes;
  const text = plain.toString('utf8');
  if (text.startsWith('data=') || /^[\w$]+=/.test(text)) {
    const form = Object.fromEntries(new URLSearchParams(text));
    const compression = textOf(form, 'compression') ?? textOf(query, 'compression');
    return { value: await readData(form['data'] ?? '', compression, limitBytes), form };
  }
  const value = /^\s*[[{]/.test(text)
    ? parseJson(text)
    : await readData(text, textOf(query, 'compression'), limitBytes);
  const data = objectOr(value)['data'];
  if (typeof data === 'string' && !('event' in objectOr(value)))
    return {
      value: await readData(data, textOf(value, 'compression') ?? textOf(query, 'compression'), limitBytes),
      form: objectOr(value),
    };
  return { value, form: {} };
};

const readData = async (data: string, compression: string | undefined, limitBytes: number): Promise<unknown> => {
  const trimmed = data.trim();
  if (/^[[{]/.test(trimmed)) return parseJson(trimmed);
  if (compression === 'lz64' || compression === 'lz-string')
    return parseJson(decompressFromBase64(trimmed, limitBytes));
  // a plus that was not escaped came out of the form as a space
  const bytes = Buffer.from(trimmed.replaceAll(' ', '+'), 'base64');
  const plain = looksGzipped(bytes) ? await unpack(bytes, 'gzip', limitBytes) : bytes;
  return parseJson(plain.toString('utf8'));
};
