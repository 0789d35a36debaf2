import { problem, stableUuid } from '#platform';
import { isObject, objectOr, type OpenObject } from '../../segment-message.ts';
import { idText } from '../member.ts';
import { safeName } from '../safe-name.ts';
import { recordsOf, type SegmentRecord, type Translation } from '../segment-record.ts';
import { splitContext } from '../split-context.ts';
import { noise, placeInContext } from './properties.ts';
import { whoOf } from './people.ts';
import { invalidField } from '../../invalid-field.ts';

/** What a PostHog request says for all its events: when it was sent by the sender's clock. */
export type PostHogRequest = { readonly sentAt: string | number | undefined };

/**
 * One captured event of PostHog, as `/batch`, `/e` or `/capture` carry it. Besides itself an event may set traits
 * (`$set`, `$set_once`, `$unset`): those become messages of their own, with ids derived from the event's.
 * @see https://posthog.com/docs/api/capture
 */
export const translatePostHog =
  (request: PostHogRequest) =>
  (raw: unknown): Translation => {
    if (!isObject(raw))
      throw problem('invalid_input', { detail: 'an event is a JSON object', detailZh: '事件应为 JSON 对象' });
    const all = objectOr(raw['properties']);
    const name = raw['event'] ?? (hasTraits(raw) ? '$set' : undefined);
    if (typeof name !== 'string' || safeName(name) === '')
      throw invalidField('event', 'its name is expected', '缺少事件名');
    const { properties, context } = splitContext(all, { table: placeInContext, drop: noise });
    const common = {
      messageId: messageIdOf(raw, all, name),
      ...whoOf(name, raw, all),
      ...timesOf(raw, request),
      context,
    };
    const event = eventOf(name, { all, properties, common });
    return recordsOf(event, ...traitsOf(raw, all, common, event?.type === 'identify'));
  };

type Common = SegmentRecordBase & { readonly messageId: string | undefined };
type SegmentRecordBase = Pick<SegmentRecord, 'userId' | 'anonymousId' | 'timestamp' | 'sentAt' | 'context'>;
type Parts = { readonly all: OpenObject; readonly properties: OpenObject; readonly common: Common };

/** The event itself; none when it only sets traits. */
const eventOf = (name: string, { all, properties, common }: Parts): SegmentRecord | undefined => {
  switch (name) {
    case '$set':
      return undefined;
    case '$identify':
      return { ...common, type: 'identify', traits: setOf({}, all) };
    case '$create_alias':
      return { ...common, type: 'alias', previousId: idText(all['alias']) };
    case '$groupidentify':
      return {
        ...common,
        type: 'group',
        groupId: `${idText(all['$group_type']) ?? ''}:${idText(all['$group_key']) ?? ''}`,
        // inside one member: what is known of a company must not be read as identifiers of the person
        traits: { group_type: all['$group_type'], group: objectOr(all['$group_set']) },
      };
    case '$pageview':
      return { ...common, type: 'page', properties: { ...pageOf(all), ...properties } };
    case '$screen':
      return { ...common, type: 'screen', name: idText(all['$screen_name']), properties };
    default:
      return { ...common, type: 'track', event: safeName(name), properties };
  }
};

/** Segment's page call has them among the properties as well as in `context.page`. */
const pageOf = (all: OpenObject): OpenObject => ({
  url: all['$current_url'],
  path: all['$pathname'],
  referrer: all['$referrer'],
});

const hasTraits = (raw: OpenObject): boolean => isObject(raw['$set']) || isObject(raw['$set_once']) || '$unset' in raw;
const setOf = (raw: OpenObject, all: OpenObject): OpenObject => ({
  ...objectOr(all['$set']),
  ...objectOr(raw['$set']),
});

const traitsOf = (
  raw: OpenObject,
  all: OpenObject,
  common: Common,
  identified: boolean,
): readonly (SegmentRecord | undefined)[] => {
  const about = (type: SegmentRecord['type'], traits: OpenObject): SegmentRecord | undefined =>
    Object.keys(traits).length === 0
      ? undefined
      : {
          ...common,
          type,
          traits,
          // only facts about the sending are worth keeping twice
          context: {},
          messageId: common.messageId === undefined ? undefined : stableUuid('posthog', type, common.messageId),
        };
  const unset = all['$unset'] ?? raw['$unset'];
  return [
    identified ? about('identify', objectOr(raw['$set'])) : about('identify', setOf(raw, all)),
    about('traits_once', { ...objectOr(all['$set_once']), ...objectOr(raw['$set_once']) }),
    about('traits_unset', forgotten(unset)),
  ];
};

const forgotten = (unset: unknown): OpenObject =>
  Array.isArray(unset)
    ? Object.fromEntries(unset.filter((name) => typeof name === 'string').map((name) => [name, true]))
    : {};

/**
 * `uuid`, as all present clients send it, or `$insert_id`. Older ones send neither: then an event of the same person
 * with the same name, time and properties is the same event, so that their retries count once too.
 */
const messageIdOf = (raw: OpenObject, all: OpenObject, name: string): string | undefined => {
  const given = idText(raw['uuid']) ?? idText(all['$insert_id']);
  if (given !== undefined) return given;
  const time = raw['timestamp'];
  if (typeof time !== 'string' && typeof time !== 'number') return undefined;
  return stableUuid(
    'posthog',
    name,
    idText(raw['distinct_id'] ?? all['distinct_id']) ?? '',
    String(time),
    JSON.stringify(all),
  );
};

/**
 * The sender's time of the event and of the sending; the pipeline takes the wrong clock out. posthog-js says how long
 * ago it was (`offset`, in milliseconds) instead of, or besides, when.
 */
const timesOf = (raw: OpenObject, { sentAt }: PostHogRequest): Pick<SegmentRecord, 'timestamp' | 'sentAt'> => {
  const time = raw['timestamp'];
  const timestamp = typeof time === 'string' || typeof time === 'number' ? time : undefined;
  const offsetMs = typeof raw['offset'] === 'number' ? raw['offset'] : undefined;
  if (timestamp !== undefined || offsetMs === undefined || sentAt === undefined) return { timestamp, sentAt };
  const sentMs = typeof sentAt === 'number' ? sentAt : Date.parse(sentAt);
  return { timestamp: sentMs - offsetMs, sentAt };
};
