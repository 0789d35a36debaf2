import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionDays } from './auth/sessions.ts';

const name = 'gyre_session';

/** `secure`: people reach the house by https. */
export type CookieArgs = { readonly secure: boolean };

export const readSession = (request: FastifyRequest): string | undefined => request.cookies[name];

/** Out of reach of scripts, and not sent along when another site posts. */
export const writeSession = (reply: FastifyReply, secret: string, { secure }: CookieArgs): void => {
  reply.setCookie(name, secret, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/',
    maxAge: sessionDays * 24 * 3600,
  });
};

export const clearSession = (reply: FastifyReply, { secure }: CookieArgs): void => {
  reply.clearCookie(name, { httpOnly: true, sameSite: 'lax', secure, path: '/' });
};
