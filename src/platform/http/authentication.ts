import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';
import { isUnsafe } from './access.ts';
import { may, type Actor } from './auth/actor.ts';
import type { Auth } from './auth/auth.ts';
import { readSession, writeSession, type CookieArgs } from './session-cookie.ts';

/** Finds out who calls, and whether they may: 401 without an actor, 403 without the scope. */
export const authenticate =
  ({ auth, cookie }: { readonly auth: Auth; readonly cookie: CookieArgs }) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { scope } = request.routeOptions.config;
    if (scope === undefined) return;
    const actor = await actorBehind({ auth, cookie, request, reply });
    if (actor === undefined) throw problem('unauthenticated');
    request.actor = actor;
    if (!may(actor, scope)) throw problem('forbidden', { detail: `(${scope})` });
  };

type Call = {
  readonly auth: Auth;
  readonly cookie: CookieArgs;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** A key that is sent is the one that counts: a browser's cookie must not widen what a script may do. */
const actorBehind = async ({ auth, cookie, request, reply }: Call): Promise<Actor | undefined> => {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const key = /^Bearer (\S{10,200})$/i.exec(authorization)?.[1];
    return key === undefined ? undefined : auth.actorOfKey(key);
  }
  const secret = readSession(request);
  if (secret === undefined) return undefined;
  const session = await auth.actorOfSession(secret);
  if (session?.extended) writeSession(reply, secret, cookie);
  return session?.actor;
};

/** Writes down who changed what. The answer waits for it; a failure to write is logged and does not undo the change. */
export const recordUnsafe =
  (auth: Auth) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { actor } = request;
    if (actor === undefined || !isUnsafe(request.method) || request.routeOptions.config.audit === false) return;
    const [path = ''] = request.url.split('?');
    try {
      await auth.audit.record({
        actor,
        action: `${request.method} ${request.routeOptions.url ?? ''}`,
        target: path.slice(0, 500),
        status: reply.statusCode,
        requestId: request.id,
      });
    } catch (err) {
      request.log.error({ err }, 'the audit entry could not be written');
    }
  };
