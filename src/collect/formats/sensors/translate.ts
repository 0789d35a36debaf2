import { problem, stableUuid } from '#platform';
import { isObject, objectOr, type OpenObject } from '../../segment-message.ts';
import { idText } from '../member.ts';
import { safeName } from '../safe-name.ts';
import { recordsOf, type SegmentRecord, type Translation } from '../segment-record.ts';
import { splitContext } from '../split-context.ts';
import { peopleOf } from './people.ts';
import { noise, placeInContext } from './properties.ts';
import { invalidField } from '../../invalid-field.ts';

/**
 * One record of 神策's data format.
 * @see https://manual.sensorsdata.cn/sa/docs/tech_super_format
 * @throws GyreError `invalid_input` that names the field.
 */
export const translateSensors = (raw: unknown): Translation => {
  if (!isObject(raw))
    throw problem('invalid_input', { detail: 'a record is a JSON object', detailZh: '每条记录应为 JSON 对象' });
  const type = raw['type'];
  if (typeof type !== 'string') throw invalidField('type', 'a text is expected', '应为文本');
  const kept = notKept[type];
  if (kept !== undefined) return { type: 'aside', reason: `not_kept:${type}`, detail: kept };
  const own = objectOr(raw['properties']);
  const { properties, context } = splitContext(
    { ...objectOr(raw['lib']), ...own },
    { table: placeInContext, drop: noise },
  );
  const { ids, ...who } = peopleOf(raw, own);
  const common = {
    messageId: messageIdOf(raw, type),
    ...who,
    timestamp: timeOf(raw['time'] ?? own['$time']),
    sentAt: timeOf(raw['_flush_time']),
    context: { ...context, ids, ...(typeof raw['project'] === 'string' ? { project: raw['project'] } : {}) },
  };
  const traits = profileCalls[type];
  if (traits !== undefined)
    return recordsOf({ ...common, type: traits, traits: traitsOf(type, own), context: { ids } });
  switch (type) {
    case 'track':
    case 'track_id_bind':
    case 'track_signup':
      return recordsOf(eventOf(type, raw, { own, properties, common }));
    default:
      throw invalidField('type', `${type.slice(0, 60)} is not known`, `未知的类型 ${type.slice(0, 60)}`);
  }
};

/** Record types that change traits → ours. */
const profileCalls: Readonly<Record<string, SegmentRecord['type']>> = {
  profile_set: 'identify',
  profile_set_once: 'traits_once',
  profile_append: 'traits_append',
  profile_increment: 'traits_increment',
  profile_unset: 'traits_unset',
};

/** Record types Gyre has no place for yet; they wait in quarantine, whole. */
const notKept: Readonly<Record<string, string>> = {
  item_set: 'an item is an entry of a catalogue, not an event; Gyre keeps no catalogue yet',
  item_delete: 'an item is an entry of a catalogue, not an event; Gyre keeps no catalogue yet',
  profile_delete: 'a person is erased on purpose and by name in Gyre, not by a message that anybody may send',
  track_id_unbind: 'links are undone in Gyre, where the reason is written down, not by a message',
};

type Parts = {
  readonly own: OpenObject;
  readonly properties: OpenObject;
  readonly common: Omit<SegmentRecord, 'type'>;
};

const eventOf = (type: string, raw: OpenObject, { own, properties, common }: Parts): SegmentRecord => {
  // both only say who is who
  if (type !== 'track') return { ...common, type: 'identify', traits: {} };
  const name = raw['event'];
  if (typeof name !== 'string' || safeName(name) === '')
    throw invalidField('event', 'its name is expected', '缺少事件名');
  const page = { url: own['$url'], path: own['$url_path'], title: own['$title'], referrer: own['$referrer'] };
  switch (name) {
    case '$pageview':
      return { ...common, type: 'page', properties: { ...page, ...properties } };
    case '$AppViewScreen':
    case '$MPViewScreen':
      return { ...common, type: 'screen', name: screenName(own), properties };
    default:
      return { ...common, type: 'track', event: safeName(name), properties };
  }
};

const screenName = (own: OpenObject): string | undefined => {
  const name = own['$screen_name'] ?? own['$url_path'];
  return typeof name === 'string' ? name : undefined;
};

/** Without what the client says of itself: nobody's trait. `profile_unset` names the traits as members. */
const traitsOf = (type: string, own: OpenObject): OpenObject => {
  const traits = Object.entries(own).filter(([name]) => !noise.has(name) && !(name in placeInContext));
  return Object.fromEntries(type === 'profile_unset' ? traits.map(([name]) => [name, true]) : traits);
};

const timeOf = (value: unknown): string | number | undefined =>
  typeof value === 'number' || typeof value === 'string' ? value : undefined;

/**
 * Clients draw `_track_id` when something happens and keep it when they send again; what changes with each sending
 * (`_flush_time`) is left out. A record without one counts once with the same time and content; one without a time
 * cannot be told from a second one.
 */
const messageIdOf = (raw: OpenObject, type: string): string | undefined => {
  const time = timeOf(raw['time']);
  if (time === undefined) return undefined;
  const trackId = timeOf(raw['_track_id']);
  const rest = trackId === undefined ? JSON.stringify({ ...raw, _flush_time: 0 }) : String(trackId);
  return stableUuid('sensors', type, idText(raw['event']) ?? '', idText(raw['distinct_id']) ?? '', String(time), rest);
};
