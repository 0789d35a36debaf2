/** What an actor may do. A route names one; default is deny. `self` is every signed-in person's, and no key's. */
export const scopes = [
  'self',
  'events:write',
  'events:read',
  'people:read',
  'people:export',
  'documents:read',
  'documents:write',
  'programs:read',
  'programs:run',
  'coupons:redeem',
  'reports:write',
  'admin',
] as const;
export type Scope = (typeof scopes)[number];

/** What a key can be given. */
export const keyScopes = [
  'events:write',
  'events:read',
  'people:read',
  'people:export',
  'documents:read',
  'documents:write',
  'programs:read',
  'programs:run',
  'coupons:redeem',
  'reports:write',
  'admin',
] as const satisfies readonly Scope[];

const read = ['self', 'events:read', 'people:read', 'documents:read', 'programs:read'] as const;

/** A person's role decides their scopes; only an owner hands out keys and accounts. */
export const scopesOfRole = {
  viewer: read,
  operator: [
    ...read,
    'events:write',
    'people:export',
    'documents:write',
    'programs:run',
    'coupons:redeem',
    'reports:write',
  ],
  owner: scopes,
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

export type Role = keyof typeof scopesOfRole;
export const roles = ['owner', 'operator', 'viewer'] as const satisfies readonly Role[];

/** A stored text that is a scope today; one that has been retired grants nothing. */
export const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text);
