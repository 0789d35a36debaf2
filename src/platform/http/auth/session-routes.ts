import { z } from 'zod';
import { problem } from '../../errors.ts';
import { actorOf } from '../access.ts';
import type { HttpServer } from '../http-server.ts';
import { clearSession, readSession, writeSession } from '../session-cookie.ts';
import { actorOfUser } from './auth.ts';
import type { AuthRouteArgs } from './routes.ts';
import { changeMeSchema, meAnswerSchema, signInSchema } from './schemas.ts';
import type { User } from './users.ts';

/** Tokens have full entropy; this only keeps a guesser from keeping us busy. */
const signInsPerMinute = 10;

export const sessionRoutes =
  ({ auth, cookie }: AuthRouteArgs) =>
  (server: HttpServer): void => {
    const userOf = async (id: string): Promise<User> => {
      const user = await auth.users.find(id);
      if (user === undefined) throw problem('unauthenticated');
      return user;
    };

    server.post(
      '/api/sign-in',
      {
        config: { public: true, rateLimit: { max: signInsPerMinute, timeWindow: '1 minute' } },
        schema: { summary: 'Sign in with the token of a link', body: signInSchema, response: { 200: meAnswerSchema } },
      },
      async (request, reply) => {
        const user = await userOf(await auth.links.consume(request.body.token));
        writeSession(reply, await auth.sessions.open(user.id), cookie);
        // the route is public, so that nobody is known until now; from here on the call is that user's and is recorded
        request.actor = actorOfUser(user);
        return { user };
      },
    );

    server.post(
      '/api/sign-out',
      { config: { scope: 'self' }, schema: { summary: 'End this session', response: { 204: z.undefined() } } },
      async (request, reply) => {
        const secret = readSession(request);
        if (secret !== undefined) await auth.sessions.end(secret);
        clearSession(reply, cookie);
        return reply.code(204).send();
      },
    );

    server.get(
      '/api/me',
      { config: { scope: 'self' }, schema: { summary: 'Who is signed in', response: { 200: meAnswerSchema } } },
      async (request) => ({ user: await userOf(actorOf(request).id) }),
    );

    server.put(
      '/api/me',
      {
        config: { scope: 'self' },
        schema: { summary: 'Change one’s language or name', body: changeMeSchema, response: { 200: meAnswerSchema } },
      },
      async (request) => ({ user: await auth.users.change(actorOf(request).id, request.body) }),
    );
  };
