import type { Clock } from '../../clock.ts';
import type { Postgres } from '../../db/postgres/client.ts';
import type { Actor } from './actor.ts';
import { createAudit, type Audit } from './audit.ts';
import { createKeys, type Keys } from './keys.ts';
import { scopesOfRole } from './scopes.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignInLinks, type SignInLinks } from './sign-in-links.ts';
import { createUsers, type User, type Users } from './users.ts';
import { createWriteKeys, type EventSource } from './write-keys.ts';

export type Auth = {
  readonly users: Users;
  readonly links: SignInLinks;
  readonly sessions: Sessions;
  readonly keys: Keys;
  readonly audit: Audit;
  /** The source behind a Segment-style write key; remembered for half a minute. */
  readonly authenticateWriteKey: (key: string) => Promise<EventSource | undefined>;
  /** The actor behind a Bearer key; behind a write key one who may do nothing. */
  readonly actorOfKey: (secret: string) => Promise<Actor | undefined>;
  /** The actor behind a session cookie, and whether the cookie should be renewed. */
  readonly actorOfSession: (
    secret: string,
  ) => Promise<{ readonly actor: Actor; readonly extended: boolean } | undefined>;
};

/**
 * Who may come in. `clock` is the real one even where the rest of the house lives in simulated time: sessions and
 * links expire for people, not for the world.
 */
export const createAuth = (deps: { readonly postgres: Postgres; readonly clock: Clock }): Auth => {
  const stored = createKeys(deps);
  const writeKeys = createWriteKeys({ keys: stored, clock: deps.clock });
  const sessions = createSessions(deps);
  const keys: Keys = {
    ...stored,
    revoke: async (id) => {
      await stored.revoke(id);
      writeKeys.forget();
    },
  };
  return {
    users: createUsers(deps),
    links: createSignInLinks(deps),
    audit: createAudit(deps),
    sessions,
    keys,
    authenticateWriteKey: writeKeys.authenticate,
    actorOfKey: async (secret) => {
      const key = await keys.find(secret);
      if (key === undefined) return undefined;
      // a write key stands in web pages: it sends events (`authenticateWriteKey`), and no route of ours is opened by it
      const scopes = key.kind === 'write' ? [] : key.scopes;
      return { type: 'key', id: key.id, name: key.name, role: null, scopes };
    },
    actorOfSession: async (secret) => {
      const session = await sessions.find(secret);
      return session === undefined ? undefined : { actor: actorOfUser(session.user), extended: session.extended };
    },
  };
};

export const actorOfUser = (user: User): Actor => ({
  type: 'user',
  id: user.id,
  name: user.name,
  role: user.role,
  scopes: scopesOfRole[user.role],
});
