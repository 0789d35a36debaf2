import type { FastifyInstance } from 'fastify';

/**
 * On `close()`: requests in work are answered, their connections then end instead of being kept for more, and what
 * still hangs after `graceMs` is cut, so that a stop always ends.
 */
export const closeGracefully = (server: FastifyInstance, { graceMs }: { readonly graceMs: number }): void => {
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
    const cut = setTimeout(() => server.server.closeAllConnections(), graceMs);
    server.server.once('close', () => clearTimeout(cut));
  });
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
};
