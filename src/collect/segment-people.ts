import { invalidField } from './invalid-field.ts';
import { type Identifiers, isIdentifierType, isSensitive, namesSomebody, type Pseudonymizer } from './identifiers.ts';
import { objectOr, type OpenObject, type SegmentMessage } from './segment-message.ts';

/** A personal detail in the clear, on its way to the sealed contact book; the log keeps only `stored`. */
export type Contact = { readonly type: string; readonly stored: string; readonly value: string };

export type People = {
  readonly ids: Identifiers;
  /** What is left of an identify's or group's traits when the identifiers have been taken out. */
  readonly traits: OpenObject;
  readonly contacts: readonly Contact[];
};

/** Traits that are identifiers: they leave the traits and become ids. */
const liftedTypes = [
  'phone',
  'email',
  'id_card',
  'member_card',
  'wechat_unionid',
  'wechat_openid',
  'order_account',
] as const;
const lifted: ReadonlySet<string> = new Set([...liftedTypes, 'ids']);

/**
 * Whom a message is about: `userId`, `anonymousId`, `context.device.id`, `context.ids`, the identifiers among
 * `context.traits`, and of identify and group the ones among `traits` and in `traits.ids`.
 * @throws GyreError `invalid_input` (field `userId`) when nothing names anybody.
 */
export const peopleOf = (message: SegmentMessage, pseudonymizer: Pseudonymizer): People => {
  const gathered: Gathered = { ids: {}, contacts: [], pseudonymizer };
  const { context } = message;
  const own = speaksOfTraits(message) ? ownTraits(message) : undefined;
  add(gathered, 'user_id', message.userId);
  add(gathered, 'anonymous_id', message.anonymousId);
  if (context['device'] !== undefined) add(gathered, 'device_id', objectOr(context['device'])['id']);
  if (context['ids'] !== undefined) addAll(gathered, objectOr(context['ids']));
  if (context['traits'] !== undefined) addLifted(gathered, objectOr(context['traits']));
  if (own !== undefined) {
    addLifted(gathered, own);
    addAll(gathered, objectOr(own['ids']));
  }
  if (!hasMembers(gathered.ids))
    throw invalidField('userId', 'userId or anonymousId must name somebody', 'userId 与 anonymousId 至少应有一个有效');
  return { ids: gathered.ids, traits: own === undefined ? {} : without(own, lifted), contacts: gathered.contacts };
};

/** Track, page, screen and alias carry none of their own. */
const speaksOfTraits = ({ type }: SegmentMessage): boolean =>
  type === 'identify' || type === 'group' || type.startsWith('traits_');

/** RudderStack's clients put what an identify sets into `context.traits` alone. */
const ownTraits = ({ type, traits, context }: SegmentMessage): OpenObject =>
  type === 'identify' && !hasMembers(traits) ? objectOr(context['traits']) : traits;

type Gathered = {
  readonly ids: Record<string, string>;
  readonly contacts: Contact[];
  readonly pseudonymizer: Pseudonymizer;
};

const add = ({ ids, contacts, pseudonymizer }: Gathered, type: string, value: unknown): void => {
  if (typeof value !== 'string' && typeof value !== 'number') return;
  // half a surrogate pair cannot be stored, and must not be hashed as something else than is stored
  const text = String(value).toWellFormed();
  if (!namesSomebody(text)) return;
  const stored = pseudonymizer.stored(type, text);
  // no id card by its check digit, no telephone number: it identifies nobody
  if (stored === '') return;
  ids[type] = stored;
  if (isSensitive(type)) contacts.push({ type, stored, value: text.trim() });
};

const addAll = (gathered: Gathered, ids: OpenObject): void => {
  for (const [type, value] of Object.entries(ids)) if (isIdentifierType(type)) add(gathered, type, value);
};

const addLifted = (gathered: Gathered, traits: OpenObject): void => {
  for (const type of liftedTypes) if (traits[type] !== undefined) add(gathered, type, traits[type]);
};

const hasMembers = (record: OpenObject): boolean => {
  for (const _ in record) return true;
  return false;
};

/** The object without some members; the object itself when it has none of them. */
export const without = (object: OpenObject, members: ReadonlySet<string>): OpenObject => {
  for (const name in object) {
    if (members.has(name)) return Object.fromEntries(Object.entries(object).filter(([each]) => !members.has(each)));
  }
  return object;
};
