import { z } from 'zod';
import { problem } from '../../errors.ts';
import { actorOf } from '../access.ts';
import type { HttpServer } from '../http-server.ts';
import { may } from './actor.ts';
import type { ApiKey } from './keys.ts';
import type { AuthRouteArgs } from './routes.ts';
import { keysAnswerSchema, newKeyAnswerSchema, newKeySchema } from './schemas.ts';

export const keyRoutes =
  ({ auth }: AuthRouteArgs) =>
  (server: HttpServer): void => {
    server.get(
      '/api/keys',
      { config: { scope: 'admin' }, schema: { summary: 'The keys in use', response: { 200: keysAnswerSchema } } },
      async () => ({ keys: (await auth.keys.list()).map(asAnswer) }),
    );

    server.post(
      '/api/keys',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Make a key; its secret is in this answer and never again',
          body: newKeySchema,
          response: { 201: newKeyAnswerSchema },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const beyond = request.body.scopes?.find((scope) => !may(actor, scope));
        if (beyond !== undefined)
          throw problem('forbidden', {
            detail: `Nobody grants what they do not hold: ${beyond}`,
            detailZh: `不能授予自己没有的权限：${beyond}`,
            field: 'scopes',
          });
        const { key, secret } = await auth.keys.create({ ...request.body, createdBy: `${actor.type}:${actor.id}` });
        return reply.code(201).send({ key: asAnswer(key), secret });
      },
    );

    server.delete(
      '/api/keys/:id',
      {
        config: { scope: 'admin' },
        schema: { summary: 'Revoke a key', params: z.object({ id: z.uuid() }), response: { 204: z.undefined() } },
      },
      async (request, reply) => {
        await auth.keys.revoke(request.params.id);
        return reply.code(204).send();
      },
    );
  };

const asAnswer = (key: ApiKey) => ({
  ...key,
  scopes: [...key.scopes],
  createdAt: key.createdAt.toISOString(),
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
});
