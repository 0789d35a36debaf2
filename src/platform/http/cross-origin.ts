import type { FastifyReply, FastifyRequest } from 'fastify';

const allowedHeaders = 'authorization, content-type, x-request-id';

/** Lets pages of any site read the answer of a collection route. No cookies: a write key in the request is the right. */
export const allowCrossOrigin = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  if (!request.routeOptions.config.crossOrigin) return;
  reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
};

/** What a browser asks before it posts from another site. */
export const answerPreflight = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  await reply
    .code(204)
    .header('access-control-allow-methods', 'POST')
    .header('access-control-allow-headers', allowedHeaders)
    .header('access-control-max-age', '86400')
    .send();
};
