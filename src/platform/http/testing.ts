import type { LightMyRequestResponse } from 'fastify';
import { silentLogger } from '../log.ts';
import { testStores } from '../testing.ts';
import { createAuth, type Auth } from './auth/auth.ts';
import type { Role, Scope } from './auth/scopes.ts';
import { createHttpServer, type HttpServer, type HttpServerArgs } from './http-server.ts';
import type { ManualClock } from '../clock.ts';
import type { Postgres } from '../db/postgres/client.ts';

export type TestHttp = {
  readonly server: HttpServer;
  readonly auth: Auth;
  readonly clock: ManualClock;
  readonly postgres: Postgres;
  /** Headers of a signed-in person of this role. */
  readonly signedIn: (role: Role) => Promise<{ readonly cookie: string; readonly userId: string }>;
  /** Headers of a machine with these scopes. */
  readonly withKey: (...scopes: readonly Scope[]) => Promise<{ readonly authorization: string }>;
};

/** A server over real stores with some routes, for tests of endpoints: `server.inject({ … })`. */
export const testHttp = async (args: Partial<HttpServerArgs> = {}): Promise<TestHttp> => {
  const { postgres, clock } = await testStores();
  const auth = createAuth({ postgres, clock });
  const server = await createHttpServer({ log: silentLogger(), auth, routes: [], ...args });
  return {
    server,
    auth,
    clock,
    postgres,
    signedIn: async (role) => {
      const user = await auth.users.create({ name: `a ${role}`, role });
      return { cookie: `gyre_session=${await auth.sessions.open(user.id)}`, userId: user.id };
    },
    withKey: async (...scopes) => {
      const { secret } = await auth.keys.create({ name: 'a machine', kind: 'secret', scopes, createdBy: 'test' });
      return { authorization: `Bearer ${secret}` };
    },
  };
};

/** The code of a refusal, e.g. `not_found`. */
export const codeOf = (answer: LightMyRequestResponse): unknown => {
  const body: unknown = answer.json();
  return typeof body === 'object' &&
    body !== null &&
    'error' in body &&
    typeof body.error === 'object' &&
    body.error !== null &&
    'code' in body.error
    ? body.error.code
    : undefined;
};
