import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';

type Identifier = PersonAnswer['ids'][number];

/** From what a colleague would read out on the phone to what only machines know. */
const telling = [
  'user_id',
  'member_card',
  'order_account',
  'wechat_unionid',
  'wechat_openid',
  'phone',
  'email',
  'id_card',
  'anonymous_id',
  'device_id',
];

const rank = ({ type }: Identifier): number => {
  const place = telling.indexOf(type.split('@')[0] ?? type);
  return place === -1 ? telling.length : place;
};

/** The most telling identifiers first. */
export const tellingFirst = (ids: readonly Identifier[]): readonly Identifier[] =>
  ids.toSorted((a, b) => rank(a) - rank(b));

/** A person's name, else the most telling id that may be shown; undefined when there is neither. */
export const personName = ({ name, ids }: Pick<PersonAnswer, 'name' | 'ids'>): string | undefined =>
  name ?? tellingFirst(ids).find(({ sensitive }) => !sensitive)?.value;
