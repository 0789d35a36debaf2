import type { Clock } from '../../clock.ts';
import type { Postgres } from '../../db/postgres/client.ts';
import { problem } from '../../errors.ts';
import { newSecret, secretHash } from '../../ids.ts';

export const signInLinkMinutes = 15;

export type SignInLinks = {
  /** A token that signs this user in once. `validMinutes` is 15 unless told; the first-run link lives for a day. */
  readonly create: (args: { readonly userId: string; readonly validMinutes?: number }) => Promise<string>;
  /** The user it signs in. Throws `sign_in_link_invalid` when it is unknown, used or too old: which one is not told. */
  readonly consume: (token: string) => Promise<string>;
};

/** Where a person opens the link. The token stands in the fragment: it never reaches a log or a referrer. */
export const signInUrl = (baseUrl: string, token: string): string => new URL(`/sign-in#token=${token}`, baseUrl).href;

export const createSignInLinks = ({
  postgres,
  clock,
}: {
  readonly postgres: Postgres;
  readonly clock: Clock;
}): SignInLinks => ({
  create: async ({ userId, validMinutes = signInLinkMinutes }) => {
    const token = newSecret();
    const now = clock.now();
    await postgres.query(
      'INSERT INTO sign_in_links (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)',
      [secretHash(token), userId, now, new Date(now.getTime() + validMinutes * 60_000)],
    );
    return token;
  },

  consume: async (token) => {
    // one statement: of two who come with the same link, one gets in
    const used = await postgres.queryOne<{ userId: string }>(
      `UPDATE sign_in_links l SET used_at = $2 FROM users u
       WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND u.id = l.user_id AND u.disabled_at IS NULL
       RETURNING l.user_id AS "userId"`,
      [secretHash(token), clock.now()],
    );
    if (used === undefined) throw problem('sign_in_link_invalid', { field: 'token' });
    return used.userId;
  },
});
