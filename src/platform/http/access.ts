import type { Actor } from './auth/actor.ts';
import type { Scope } from './auth/scopes.ts';
import { problem } from '../errors.ts';

/**
 * Every route says who may call it, in its `config`:
 * `{ scope: 'documents:read' }` needs an actor with that scope; `{ public: true }` is open, or checks a write key itself.
 */
export type RouteAccess = {
  readonly scope?: Scope;
  readonly public?: true;
  /** Pages of other sites may call it: collection from browsers. Such a route must not rely on cookies. */
  readonly crossOrigin?: true;
  /** false: too frequent to write down each call; what it does is in the event log. */
  readonly audit?: false;
};

declare module 'fastify' {
  // merging with Fastify's own declaration needs an interface
  interface FastifyContextConfig extends RouteAccess {}
  interface FastifyRequest {
    /** Who calls; present on every route with a scope. Use `actorOf(request)`. */
    actor: Actor | undefined;
  }
}

/** The actor of a request on a route that declares a scope. */
export const actorOf = (request: { readonly actor: Actor | undefined }): Actor => {
  if (request.actor === undefined) throw problem('unauthenticated');
  return request.actor;
};

/** Default deny: a route that says nothing about access stops the start. */
export const refuseUndeclared = (route: {
  readonly method: string | readonly string[];
  readonly url: string;
  readonly config?: RouteAccess;
}): void => {
  const { scope, public: open, crossOrigin } = route.config ?? {};
  const name = `${String(route.method)} ${route.url}`;
  if ((scope === undefined) === (open === undefined)) {
    throw problem('internal', { internal: `${name} must declare either config.scope or config.public` });
  }
  if (crossOrigin && (open === undefined || route.url.startsWith('/api'))) {
    throw problem('internal', { internal: `${name}: pages of other sites may only call what needs no session` });
  }
};

export const isUnsafe = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);
