import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { problem } from '../errors.ts';

/** Tells who uses the wrong method from who is lost: 405 and the methods there are, instead of 404. */
export const wrongMethods = () => {
  const methods = new Map<string, Set<string>>();
  return {
    note: ({ url, method }: RouteOptions): void => {
      const known = methods.get(url) ?? new Set();
      for (const each of [method].flat()) known.add(each);
      methods.set(url, known);
    },
    /** For paths that no route but the console's takes. @throws GyreError `method_not_allowed` */
    refuse: async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      if (!request.is404 && request.routeOptions.url !== '/*') return;
      const known = methods.get(request.url.split('?')[0] ?? '');
      if (known === undefined) return;
      const allowed = [...known].toSorted().join(', ');
      reply.header('allow', allowed);
      throw problem('method_not_allowed', { detail: allowed });
    },
  };
};
