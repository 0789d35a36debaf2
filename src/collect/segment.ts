import { idKey, problem, stableUuid } from '#platform';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Identifiers, isIdentifierType, isSensitive, namesSomebody, type Pseudonymizer } from './identifiers.ts';
import type { LogEvent } from './log-event.ts';

/** The six calls of Segment's HTTP tracking spec. */
export const segmentCalls = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type SegmentCall = (typeof segmentCalls)[number];

const idSchema = z.union([z.string().min(1).max(256), z.number()]).transform(String).nullish();
const objectSchema = z.record(z.string(), z.unknown()).nullish();
const timeSchema = z.union([z.string(), z.number()]).nullish();

/** One message. Unknown members are ignored, as the spec asks. */
export const segmentMessageSchema = z.object({
  type: z.enum(segmentCalls),
  messageId: z.string().min(1).max(256).nullish(),
  userId: idSchema,
  anonymousId: idSchema,
  previousId: idSchema,
  groupId: idSchema,
  event: z.string().min(1).max(200).nullish(),
  name: z.string().max(1000).nullish(),
  category: z.string().max(1000).nullish(),
  properties: objectSchema,
  traits: objectSchema,
  context: objectSchema,
  timestamp: timeSchema,
  originalTimestamp: timeSchema,
  sentAt: timeSchema,
});
export type SegmentMessage = z.input<typeof segmentMessageSchema>;
type Message = z.infer<typeof segmentMessageSchema>;

/** A personal detail in the clear, on its way to the sealed contact book; the log keeps only `idKey`. */
export type Contact = { readonly type: string; readonly key: bigint; readonly value: string };

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
  const parsed = segmentMessageSchema.safeParse(args.message);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw problem('invalid_input', { field: issue?.path.join('.') ?? '', detail: issue?.message ?? 'not a message' });
  }
  const message = parsed.data;
  const people = gatherIds(message, args.pseudonymizer);
  const name = eventName(message);
  const properties = message.type === 'identify' ? people.traits : propertiesOf(message, people.traits);
  return {
    event: {
      eventId: eventIdOf(message.messageId ?? randomUUID(), args.source),
      name,
      ts: eventTime(message, args.receivedAt),
      source: args.source,
      ids: people.ids,
      ...(message.type === 'alias' ? { alsoKeys: aliasKeys(message) } : {}),
      properties,
      context: contextOf(message.context ?? {}),
      ...money(properties),
    },
    contacts: people.contacts,
  };
};

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A message id that is a UUID is the event id; any other counts once per source. */
export const eventIdOf = (messageId: string, source: string): string =>
  uuidPattern.test(messageId) ? messageId.toLowerCase() : stableUuid('message', source, messageId);

const eventName = (message: Message): string => {
  if (message.type !== 'track') return `$${message.type}`;
  if (!message.event) throw problem('invalid_input', { field: 'event', detail: 'a track call names its event' });
  // `$` is how Gyre signs what it did itself; an outsider must not be able to write a redemption
  if (message.event.startsWith('$')) {
    throw problem('invalid_input', { field: 'event', detail: 'names that start with $ are Gyre’s own' });
  }
  return message.event;
};

/**
 * When it happened by our clock. A device whose clock is wrong is wrong by the same amount when it sends,
 * so `sentAt` tells by how much (Segment spec: timestamp = receivedAt − (sentAt − originalTimestamp)).
 * Below a minute the difference is network delay, not a wrong clock, and correcting would move a retry.
 */
const eventTime = (message: Message, receivedAt: number): number => {
  const claimed = parseTime(message.timestamp ?? message.originalTimestamp, 'timestamp') ?? receivedAt;
  const sent = parseTime(message.sentAt, 'sentAt');
  const skew = sent === undefined ? 0 : Math.round((receivedAt - sent) / 60_000) * 60_000;
  const ts = claimed + skew;
  if (ts > receivedAt + 86_400_000) throw problem('invalid_input', { field: 'timestamp', detail: 'more than a day in the future' });
  if (ts < Date.UTC(1990, 0)) throw problem('invalid_input', { field: 'timestamp', detail: 'before 1990' });
  return ts;
};

const parseTime = (value: string | number | null | undefined, field: string): number | undefined => {
  if (value === null || value === undefined) return undefined;
  const ms = typeof value === 'number' ? value : Date.parse(value);
  if (!Number.isFinite(ms)) throw problem('invalid_input', { field, detail: `${JSON.stringify(value)} is not an ISO 8601 time` });
  return ms;
};

const gatherIds = (
  message: Message,
  pseudonymizer: Pseudonymizer,
): { readonly ids: Identifiers; readonly traits: Record<string, unknown>; readonly contacts: readonly Contact[] } => {
  const ids: Record<string, string> = {};
  const contacts: Contact[] = [];
  const add = (type: string, value: unknown): void => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    const text = String(value);
    if (!isIdentifierType(type) || !namesSomebody(text)) return;
    const stored = pseudonymizer.stored(type, text);
    ids[type] = stored;
    if (isSensitive(type)) contacts.push({ type, key: idKey(type, stored), value: text.trim() });
  };
  add('user_id', message.userId);
  add('anonymous_id', message.anonymousId);
  const context = message.context ?? {};
  add('device_id', recordOf(context['device'])['id']);
  for (const [type, value] of Object.entries(recordOf(context['ids']))) add(type, value);
  const own = message.type === 'identify' || message.type === 'group' ? (message.traits ?? {}) : {};
  const { ids: ownIds, ...plain } = { ids: undefined, ...own };
  for (const [type, value] of Object.entries({ ...recordOf(context['traits']), ...plain })) if (isLifted(type)) add(type, value);
  for (const [type, value] of Object.entries(recordOf(ownIds))) add(type, value);
  if (Object.keys(ids).length === 0) {
    throw problem('invalid_input', { field: 'userId', detail: 'userId or anonymousId must name somebody' });
  }
  return { ids, traits: Object.fromEntries(Object.entries(plain).filter(([type]) => !isLifted(type))), contacts };
};

/** Traits that are identifiers: they leave the traits and become ids. */
const lifted: ReadonlySet<string> = new Set(['phone', 'email', 'id_card', 'member_card', 'wechat_unionid', 'wechat_openid', 'order_account']);
const isLifted = (type: string): boolean => lifted.has(type);

const aliasKeys = (message: Message): readonly bigint[] => {
  if (!message.previousId) throw problem('invalid_input', { field: 'previousId', detail: 'an alias names the id it replaces' });
  if (!namesSomebody(message.previousId)) return [];
  // the spec does not say of which type the previous id is: an anonymous one or an older user id
  return [idKey('anonymous_id', message.previousId), idKey('user_id', message.previousId)];
};

const propertiesOf = (message: Message, traits: Record<string, unknown>): Record<string, unknown> => {
  const properties = { ...message.properties };
  if (message.name) properties['name'] = message.name;
  if (message.category) properties['category'] = message.category;
  if (message.type === 'group') return { ...properties, ...traits, group_id: message.groupId };
  if (message.type === 'alias') return { ...properties, previous_id: message.previousId };
  for (const type of Object.keys(properties)) if (isSensitive(type)) delete properties[type];
  return properties;
};

const contextOf = (context: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  // traits and ids became identifiers above; the address of a device is personal and nothing here needs it
  const { traits: _traits, ids: _ids, ip: _ip, ...rest } = context;
  return rest;
};

/** Segment's e-commerce spec: `revenue`, else `value`, else `total`, with `currency`. */
const money = (properties: Readonly<Record<string, unknown>>): { value?: string; currency?: string } => {
  const amount = [properties['revenue'], properties['value'], properties['total']].find((x) => typeof x === 'number' || typeof x === 'string');
  const number = Number(amount);
  if (amount === undefined || amount === '' || !Number.isFinite(number) || Math.abs(number) >= 1e13) return {};
  const currency = properties['currency'];
  return { value: number.toFixed(4), currency: typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : '' };
};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
