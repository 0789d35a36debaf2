import type { FastifyReply, FastifyRequest } from 'fastify';

const usualHeaders = 'authorization, content-type, x-request-id';
const headerNames = /^[\w\- ,]{1,1000}$/;

/**
 * Lets pages of any site read the answer of a collection route. `navigator.sendBeacon` and some clients ask with
 * credentials, and a browser then accepts no `*`: the origin is named. That gives nothing away, for such a route reads
 * no cookie: a write key in the request is the right.
 */
export const allowCrossOrigin = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  if (!request.routeOptions.config.crossOrigin) return;
  reply.header('cross-origin-resource-policy', 'cross-origin');
  const { origin } = request.headers;
  if (origin === undefined) reply.header('access-control-allow-origin', '*');
  else nameOrigin(reply, origin).header('access-control-expose-headers', 'retry-after, x-request-id');
};

/** What a browser asks before it sends from another site: it may send the headers its client wants to. */
export const answerPreflight = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  const asked = request.headers['access-control-request-headers'];
  await nameOrigin(reply, request.headers.origin ?? '*')
    .code(204)
    .header('access-control-allow-methods', 'GET, POST')
    .header('access-control-allow-headers', asked !== undefined && headerNames.test(asked) ? asked : usualHeaders)
    .header('access-control-max-age', '86400')
    .send();
};

const nameOrigin = (reply: FastifyReply, origin: string): FastifyReply => {
  reply.header('access-control-allow-origin', origin).header('vary', 'origin, access-control-request-headers');
  return origin === '*' ? reply : reply.header('access-control-allow-credentials', 'true');
};
