import { idKey, stableUuid } from '#platform';
import { randomUUID } from 'node:crypto';
import { consentProperties, isConsentEvent } from './consent-event.ts';
import { invalidField } from './invalid-field.ts';
import { eventTime } from './event-time.ts';
import { hidePersonal } from './hide-personal.ts';
import { namesSomebody, type Pseudonymizer, sensitiveTypes } from './identifiers.ts';
import type { LogEvent } from './log-event.ts';
import { type OpenObject, readSegmentMessage, type SegmentMessage } from './segment-message.ts';
import { type Contact, peopleOf, without } from './segment-people.ts';

export type Understood = { readonly event: LogEvent; readonly contacts: readonly Contact[] };

/**
 * A Segment message as an event of the log.
 * @throws GyreError `invalid_input` that names the field, for a message nobody could place.
 */
export const understandSegment = (args: {
  readonly message: unknown;
  readonly source: string;
  readonly receivedAt: number;
  readonly pseudonymizer: Pseudonymizer;
}): Understood => {
  const message = readSegmentMessage(args.message);
  const name = eventName(message);
  const ts = eventTime(message, args.receivedAt);
  const { ids, traits, contacts } = peopleOf(message, args.pseudonymizer);
  const properties = hidePersonal(propertiesOf(message, traits, args.pseudonymizer), args.pseudonymizer);
  const money = moneyOf(properties);
  return {
    event: {
      eventId: message.messageId === undefined ? randomUUID() : eventIdOf(message.messageId, args.source),
      name,
      ts,
      source: args.source,
      ids,
      alsoKeys: message.type === 'alias' ? aliasKeys(message, args.pseudonymizer) : undefined,
      sessionId: sessionOf(message.context),
      properties,
      context: hidePersonal(without(message.context, personalContext), args.pseudonymizer),
      value: money?.value,
      currency: money?.currency,
    },
    contacts,
  };
};

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A message id that is a UUID is the event id; any other counts once per source. */
export const eventIdOf = (messageId: string, source: string): string =>
  uuidPattern.test(messageId) ? messageId.toLowerCase() : stableUuid('message', source, messageId);

const eventName = ({ type, event }: SegmentMessage): string => {
  if (type !== 'track') return `$${type}`;
  if (!event) throw invalidField('event', 'a track call names its event', 'track 应写明事件名');
  // `$` is how Gyre signs what it did itself; an outsider must not be able to write a redemption
  if (event.startsWith('$') && !isConsentEvent(event)) {
    throw invalidField('event', 'names that start with $ are Gyre’s own', '以 $ 开头的事件名为 Gyre 保留');
  }
  return event.toWellFormed();
};

const aliasKeys = ({ previousId }: SegmentMessage, { stored }: Pseudonymizer): readonly bigint[] => {
  if (previousId === undefined) {
    throw invalidField('previousId', 'an alias names the id it replaces', 'alias 应写明被替换的 ID');
  }
  if (!namesSomebody(previousId)) return [];
  // the spec does not say of which type the previous id is: an anonymous one or an older user id
  return (['anonymous_id', 'user_id'] as const).flatMap((type) => {
    const previous = stored(type, previousId);
    return previous === '' ? [] : [idKey(type, previous)];
  });
};

/** `context.sessionId`, as RudderStack's clients name it; the other formats are translated to it. */
const sessionOf = ({ sessionId }: OpenObject): string | undefined => {
  if (typeof sessionId === 'number') return String(sessionId);
  return typeof sessionId === 'string' && sessionId.length <= 256 ? sessionId.toWellFormed() : undefined;
};

const sensitive: ReadonlySet<string> = new Set(sensitiveTypes);
// traits and ids became identifiers; the address of a device is personal and nothing here needs it
const personalContext: ReadonlySet<string> = new Set(['traits', 'ids', 'ip']);

const propertiesOf = (message: SegmentMessage, traits: OpenObject, { stored }: Pseudonymizer): OpenObject => {
  const { type, name, category } = message;
  if (type === 'identify' || type.startsWith('traits_')) return traits;
  const properties = without(message.properties, sensitive);
  const named =
    name || category ? { ...properties, ...(name ? { name } : {}), ...(category ? { category } : {}) } : properties;
  if (type === 'group') return { ...named, ...traits, group_id: message.groupId };
  if (type === 'alias') return { ...named, previous_id: stored('user_id', message.previousId ?? '') };
  return type === 'track' && isConsentEvent(message.event ?? '') ? consentProperties(named) : named;
};

/** Segment's e-commerce spec: `revenue`, else `value`, else `total`, with `currency`. Major units, four decimals. */
const moneyOf = (properties: OpenObject): { readonly value: string; readonly currency: string } | undefined => {
  const amount = amountIn(properties, 'revenue') ?? amountIn(properties, 'value') ?? amountIn(properties, 'total');
  if (amount === undefined) return undefined;
  const number = Number(amount);
  // Decimal(18, 4) holds 14 digits before the point
  if (!Number.isFinite(number) || Math.abs(number) >= 1e13) return undefined;
  const currency = properties['currency'];
  return {
    value: number.toFixed(4),
    currency: typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : '',
  };
};

const amountIn = (properties: OpenObject, name: string): string | number | undefined => {
  const value = properties[name];
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? value : undefined;
};
