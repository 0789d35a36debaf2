import { z } from 'zod';
import { problem } from '../../errors.ts';
import type { HttpServer } from '../http-server.ts';
import type { AuthRouteArgs } from './routes.ts';
import {
  auditAnswerSchema,
  auditQuerySchema,
  invitationAnswerSchema,
  newUserSchema,
  usersAnswerSchema,
} from './schemas.ts';
import { signInUrl } from './sign-in-links.ts';
import type { User } from './users.ts';

const invitationMinutes = 24 * 60;

export const userRoutes =
  ({ auth, publicUrl }: AuthRouteArgs) =>
  (server: HttpServer): void => {
    const invite = async (user: User, origin: string) => {
      const token = await auth.links.create({ userId: user.id, validMinutes: invitationMinutes });
      return { user, signInUrl: signInUrl(publicUrl ?? origin, token) };
    };
    const originOf = ({ protocol, host }: { readonly protocol: string; readonly host: string }): string =>
      `${protocol}://${host}`;

    server.get(
      '/api/users',
      {
        config: { scope: 'admin' },
        schema: { summary: 'Everybody with an account', response: { 200: usersAnswerSchema } },
      },
      async () => ({
        users: (await auth.users.list()).map((user) => ({ ...user, createdAt: user.createdAt.toISOString() })),
      }),
    );

    server.post(
      '/api/users',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Open an account; the answer carries its first sign-in link, good for a day',
          body: newUserSchema,
          response: { 201: invitationAnswerSchema },
        },
      },
      async (request, reply) =>
        reply.code(201).send(await invite(await auth.users.create(request.body), originOf(request))),
    );

    server.post(
      '/api/users/:id/sign-in-link',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'A new sign-in link for somebody, good for a day',
          params: z.object({ id: z.uuid() }),
          response: { 201: invitationAnswerSchema },
        },
      },
      async (request, reply) => {
        const user = await auth.users.find(request.params.id);
        if (user === undefined) throw problem('not_found', { detail: 'user', detailZh: '用户' });
        return reply.code(201).send(await invite(user, originOf(request)));
      },
    );

    server.get(
      '/api/audit',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Who changed what, newest first',
          querystring: auditQuerySchema,
          response: { 200: auditAnswerSchema },
        },
      },
      async (request) => {
        const entries = await auth.audit.list(request.query);
        return { entries: entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })) };
      },
    );
  };
