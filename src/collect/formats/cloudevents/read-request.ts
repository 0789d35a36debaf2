import type { IncomingHttpHeaders } from 'node:http';
import { problem } from '#platform';
import { bytesOf, parseJson } from '../raw-body.ts';

/** A request of the HTTP binding, read: one event or a list. */
export type Delivered = { readonly events: readonly unknown[]; readonly single: boolean };

/**
 * The three content modes: `application/cloudevents-batch+json`, `application/cloudevents+json`, and binary, where the
 * attributes are `ce-…` headers and the body is the data.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 * @throws GyreError `unsupported_media_type` for a request that is none of them.
 */
export const readCloudEvents = (headers: IncomingHttpHeaders, body: unknown): Delivered => {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const bytes = bytesOf(body);
  if (type === 'application/cloudevents-batch+json') {
    const events = parseJson(bytes.toString('utf8'));
    if (!Array.isArray(events))
      throw problem('invalid_input', {
        detail: 'a batch is a list of CloudEvents',
        detailZh: '批量应为 CloudEvent 列表',
      });
    return { events, single: false };
  }
  if (type === 'application/cloudevents+json') return { events: [parseJson(bytes.toString('utf8'))], single: true };
  if (headers['ce-specversion'] === undefined || type.startsWith('application/cloudevents'))
    throw problem('unsupported_media_type', {
      detail: 'send ce- headers, application/cloudevents+json or application/cloudevents-batch+json',
      detailZh: '请使用 ce- 请求头、application/cloudevents+json 或 application/cloudevents-batch+json',
    });
  return { events: [binaryEvent(headers, type, bytes)], single: true };
};

const binaryEvent = (headers: IncomingHttpHeaders, type: string, bytes: Buffer): object => {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice(3), decoded(String(value))]);
  return { ...Object.fromEntries(attributes), datacontenttype: type === '' ? undefined : type, ...dataOf(type, bytes) };
};

const dataOf = (type: string, bytes: Buffer): object => {
  if (bytes.length === 0) return {};
  if (/[/+]json$/.test(type)) return { data: parseJson(bytes.toString('utf8')) };
  return type.startsWith('text/') ? { data: bytes.toString('utf8') } : { data_base64: bytes.toString('base64') };
};

/** Header values are percent-encoded (binding 3.1.3.2); one that is not stands as it is. */
const decoded = (value: string): string => {
  const unquoted = /^"(.*)"$/.exec(value)?.[1] ?? value;
  try {
    return decodeURIComponent(unquoted);
  } catch {
    return unquoted;
  }
};
