import type { IdentifierTypeSpec } from './schemas-identifier-types.ts';

/** A type of identifier as it is in force. Lower `priority` is stronger. */
export type IdentifierType = IdentifierTypeSpec & { readonly name: string };

/**
 * What holds until a document says otherwise. A person keeps one of a type that is `one_profile`; a telephone number
 * has one holder at a time; a device that many use is nobody's (`sharedAbove`).
 */
const builtIn: readonly IdentifierType[] = [
  of('user_id', 0, 'one_profile', { limit: 1 }),
  of('member_card', 10, 'one_profile', { limit: 5 }),
  of('wechat_unionid', 20, 'one_profile', { limit: 3, sharedAbove: 5 }),
  of('id_card', 30, 'one_profile', { limit: 1, normalise: 'id_card', sensitive: true }),
  of('phone', 40, 'one_at_a_time', {
    limit: 5,
    sharedAbove: 10,
    normalise: 'phone',
    sensitive: true,
    // the numbers that forms, manuals and testers type
    nobody: ['+8613800138000', '+8613800000000', '+8613900000000'],
  }),
  of('email', 50, 'one_at_a_time', {
    limit: 10,
    sharedAbove: 10,
    normalise: 'email',
    sensitive: true,
    nobody: ['test@test.com', 'test@example.com', 'noreply@example.com', 'admin@admin.com', 'a@a.com'],
  }),
  of('order_account', 60, 'one_profile', { limit: 20, sharedAbove: 3 }),
  of('wechat_openid', 70, 'one_profile', { limit: 5, sharedAbove: 3 }),
  of('device_id', 80, 'one_profile', {
    limit: 50,
    sharedAbove: 3,
    // what phones answer when they may not tell, and an Android fault that gave millions of devices one id
    nobody: ['00000000-0000-0000-0000-000000000000', '9774d56d682e549c', '02:00:00:00:00:00', '000000000000000'],
  }),
  of('anonymous_id', 90, 'one_profile', { limit: 200, sharedAbove: 3 }),
];

function of(
  name: string,
  priority: number,
  uniqueness: IdentifierType['uniqueness'],
  rest: Partial<IdentifierType> & { readonly limit: number },
): IdentifierType {
  return { priority, uniqueness, normalise: 'trim', region: 'CN', sensitive: false, nobody: [], ...rest, name };
}

/** Types nobody has described: weakest, and careful. */
const undescribed = of('', 1000, 'one_profile', { limit: 50, sharedAbove: 3 });

const known = (types: readonly IdentifierType[]): ReadonlyMap<string, IdentifierType> =>
  new Map(types.map((type) => [type.name, type]));

// one workspace a process: the types are looked up for every identifier of every event, and passed nowhere
let inForce = known(builtIn);
let generation = 0;

/** The built-in types, with published documents over them. Takes effect at once. */
export const useIdentifierTypes = (published: readonly IdentifierType[]): void => {
  inForce = known([...builtIn, ...published]);
  generation += 1;
};

/** Grows when the types change: what was remembered by them is no longer true. */
export const typesGeneration = (): number => generation;

/** `member_id@brandA` has its own description, or that of `member_id`: an id is of one business scene. */
export const identifierType = (name: string): IdentifierType => {
  const own = inForce.get(name) ?? inForce.get(name.replace(/@.*$/, ''));
  if (own === undefined) return { ...undescribed, name };
  return own.name === name ? own : { ...own, name };
};

/** All that are described, the strongest first. */
export const identifierTypes = (): readonly IdentifierType[] =>
  [...inForce.values()].toSorted((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1));
