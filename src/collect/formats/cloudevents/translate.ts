import { problem, stableUuid } from '#platform';
import { isIdentifierType } from '../../identifiers.ts';
import { isObject, type OpenObject } from '../../segment-message.ts';
import { recordsOf, type SegmentRecord, type Translation } from '../segment-record.ts';
import { invalidField } from '../../invalid-field.ts';

/** Attributes of the specification; whatever else an event has is an extension. */
const attributes: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
  'data_base64',
]);

/**
 * A CloudEvent: `type` is the event's name, `data` its properties. The person is the `subject` (`user_id`, or
 * `type:value` for another identifier), or the extensions `userid` and `anonymousid`. `source` and `id` together are the
 * event's identity, so a repeated delivery counts once.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 * @throws GyreError `invalid_input` that names the attribute.
 */
export const translateCloudEvent = (raw: unknown): Translation => {
  if (!isObject(raw))
    throw problem('invalid_input', { detail: 'a CloudEvent is a JSON object', detailZh: 'CloudEvent 应为 JSON 对象' });
  if (raw['specversion'] !== '1.0') throw wrong('specversion', '"1.0"', ' "1.0"');
  const id = required(raw, 'id');
  const source = required(raw, 'source');
  return recordsOf({
    type: 'track',
    event: required(raw, 'type'),
    messageId: stableUuid('cloudevents', source, id),
    timestamp: optional(raw, 'time'),
    properties: propertiesOf(raw),
    ...whoOf(raw),
  });
};

const whoOf = (raw: OpenObject): Pick<SegmentRecord, 'userId' | 'anonymousId' | 'context'> => {
  const subject = optional(raw, 'subject');
  const [type, value] = identifierIn(subject);
  const ids = type === undefined ? {} : { [type]: value };
  return {
    userId: optional(raw, 'userid') ?? (type === undefined ? subject : undefined),
    anonymousId: optional(raw, 'anonymousid'),
    context: { ids, sessionId: raw['sessionid'], cloudevents: factsOf(raw) },
  };
};

/** `phone:13812345678` is a phone; `https://…` and what begins with a capital are not of this shape. */
const identifierIn = (subject: string | undefined): readonly [string | undefined, string | undefined] => {
  const colon = subject?.indexOf(':') ?? -1;
  if (subject === undefined || colon < 1) return [undefined, undefined];
  const [type, value] = [subject.slice(0, colon), subject.slice(colon + 1)];
  return isIdentifierType(type) && value !== '' && !value.startsWith('//') ? [type, value] : [undefined, undefined];
};

const factsOf = (raw: OpenObject): OpenObject => {
  const extensions = Object.entries(raw).filter(([name]) => !attributes.has(name) && name !== 'writekey');
  return {
    source: raw['source'],
    subject: undefined,
    dataschema: raw['dataschema'],
    ...Object.fromEntries(extensions),
  };
};

/** An object's members; a list, a number or a text stands under `data`. */
const propertiesOf = (raw: OpenObject): OpenObject => {
  const data = raw['data'];
  if (isObject(data)) return data;
  if (data !== undefined && data !== null) return { data };
  return typeof raw['data_base64'] === 'string' ? { data_base64: raw['data_base64'] } : {};
};

const required = (raw: OpenObject, name: string): string => {
  const value = optional(raw, name);
  if (value === undefined || value === '') throw wrong(name, 'a text that is not empty', '非空文本');
  return value;
};

const optional = (raw: OpenObject, name: string): string | undefined => {
  const value = raw[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw wrong(name, 'a text', '文本');
};

const wrong = (field: string, en: string, zh: string) => invalidField(field, `${en} is expected`, `应为${zh}`);
