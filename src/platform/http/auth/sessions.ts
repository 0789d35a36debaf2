import type { Clock } from '../../clock.ts';
import type { Postgres } from '../../db/postgres/client.ts';
import { newSecret, secretHash } from '../../ids.ts';
import { userColumns, type User } from './users.ts';

export const sessionDays = 30;
const sessionMs = sessionDays * 24 * 3600_000;
/** A session slides at most this often: reading must not mean writing. */
const slideEveryMs = 3600_000;

export type Session = {
  readonly user: User;
  /** Its life has just been extended: the cookie should be, too. */ readonly extended: boolean;
};

export type Sessions = {
  /** The secret for the cookie. */
  readonly open: (userId: string) => Promise<string>;
  readonly find: (secret: string) => Promise<Session | undefined>;
  readonly end: (secret: string) => Promise<void>;
};

/** Sessions live 30 days from their last use. */
export const createSessions = ({
  postgres,
  clock,
}: {
  readonly postgres: Postgres;
  readonly clock: Clock;
}): Sessions => ({
  open: async (userId) => {
    const secret = newSecret();
    const now = clock.now();
    await postgres.query('DELETE FROM sessions WHERE expires_at <= $1', [now]);
    await postgres.query(
      'INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)',
      [secretHash(secret), userId, now, new Date(now.getTime() + sessionMs)],
    );
    return secret;
  },

  find: async (secret) => {
    const now = clock.now();
    const row = await postgres.queryOne<User & { readonly lastSeenAt: Date }>(
      `SELECT ${userColumns}, s.last_seen_at AS "lastSeenAt" FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.disabled_at IS NULL`,
      [secretHash(secret), now],
    );
    if (row === undefined) return undefined;
    const { lastSeenAt, ...user } = row;
    const extended = now.getTime() - lastSeenAt.getTime() >= slideEveryMs;
    if (extended) {
      await postgres.query('UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1', [
        secretHash(secret),
        now,
        new Date(now.getTime() + sessionMs),
      ]);
    }
    return { user, extended };
  },

  end: async (secret) => {
    await postgres.query('DELETE FROM sessions WHERE token_hash = $1', [secretHash(secret)]);
  },
});
