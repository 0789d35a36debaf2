import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Postgres } from '../../db/postgres/client.ts';
import { problem } from '../../errors.ts';
import type { Role } from './scopes.ts';

export type Language = 'zh' | 'en';

export type User = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly language: Language;
  readonly role: Role;
  readonly createdAt: Date;
};

export type NewUser = {
  readonly name: string;
  readonly email?: string | undefined;
  readonly language?: Language | undefined;
  readonly role: Role;
};

export type Users = {
  /** Throws `conflict` when the e-mail address is taken. */
  readonly create: (user: NewUser) => Promise<User>;
  readonly find: (id: string) => Promise<User | undefined>;
  readonly list: () => Promise<readonly User[]>;
  readonly change: (
    id: string,
    change: { readonly language?: Language | undefined; readonly name?: string | undefined },
  ) => Promise<User>;
  /** The owner who has been here longest; created when the house is new. */
  readonly firstOwner: (ifNone: Omit<NewUser, 'role'>) => Promise<User>;
};

export const userColumns = `u.id, u.name, u.email, u.language, u.role, u.created_at AS "createdAt"`;

export const createUsers = ({ postgres, clock }: { readonly postgres: Postgres; readonly clock: Clock }): Users => {
  const create = async (pg: Postgres, user: NewUser): Promise<User> => {
    const created = await pg.queryOne<User>(
      `INSERT INTO users AS u (id, name, email, language, role, created_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (lower(email)) DO NOTHING RETURNING ${userColumns}`,
      [randomUUID(), user.name, user.email ?? null, user.language ?? 'zh', user.role, clock.now()],
    );
    if (created === undefined)
      throw problem('conflict', {
        detail: 'this e-mail address has an account',
        detailZh: '该邮箱已有账号',
        field: 'email',
      });
    return created;
  };

  return {
    create: (user) => create(postgres, user),

    find: (id) =>
      postgres.queryOne<User>(`SELECT ${userColumns} FROM users u WHERE u.id = $1 AND u.disabled_at IS NULL`, [id]),

    list: () =>
      postgres.query<User>(
        `SELECT ${userColumns} FROM users u WHERE u.disabled_at IS NULL ORDER BY u.created_at, u.id`,
      ),

    change: async (id, { language, name }) => {
      const changed = await postgres.queryOne<User>(
        `UPDATE users u SET language = coalesce($2, u.language), name = coalesce($3, u.name)
         WHERE u.id = $1 AND u.disabled_at IS NULL RETURNING ${userColumns}`,
        [id, language ?? null, name ?? null],
      );
      if (changed === undefined) throw problem('not_found', { detail: 'user', detailZh: '用户' });
      return changed;
    },

    firstOwner: (ifNone) =>
      postgres.tx(async (pg) => {
        // two processes that start at once must not make two first owners
        await pg.query(`SELECT pg_advisory_xact_lock(hashtext('gyre first owner'))`);
        const owner = await pg.queryOne<User>(
          `SELECT ${userColumns} FROM users u WHERE u.role = 'owner' AND u.disabled_at IS NULL ORDER BY u.created_at, u.id LIMIT 1`,
        );
        return owner ?? create(pg, { ...ifNone, role: 'owner' });
      }),
  };
};
