import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Postgres } from '../../db/postgres/client.ts';
import { problem } from '../../errors.ts';
import { newSecret, secretHash } from '../../ids.ts';
import { isScope, type Scope } from './scopes.ts';

export type KeyKind = 'secret' | 'write';

export type ApiKey = {
  readonly id: string;
  readonly kind: KeyKind;
  readonly name: string;
  /** Events that come by this key carry this source. */
  readonly source: string | null;
  /** Enough of the key to recognise it. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
};

export type NewKey = {
  readonly name: string;
  /** `write` keys stand in web pages and apps for all to see: they can send events and nothing else. */
  readonly kind: KeyKind;
  readonly scopes?: readonly Scope[] | undefined;
  /** Default: the key's name. */
  readonly source?: string | undefined;
  /** Who made it, for the record. */
  readonly createdBy: string;
};

export type Keys = {
  /** `secret` is shown once; only its hash is kept. */
  readonly create: (key: NewKey) => Promise<{ readonly key: ApiKey; readonly secret: string }>;
  readonly list: () => Promise<readonly ApiKey[]>;
  /** Throws `not_found`. */
  readonly revoke: (id: string) => Promise<void>;
  /** The key behind a secret, used now; undefined when it is unknown or revoked. */
  readonly find: (secret: string) => Promise<ApiKey | undefined>;
};

const columns = `id, kind, name, source, prefix, scopes, created_at AS "createdAt", last_used_at AS "lastUsedAt"`;
type Row = Omit<ApiKey, 'scopes'> & { readonly scopes: readonly string[] };

/** "Last used" is right to the minute: reading must not mean writing. */
const noteUseEveryMs = 60_000;

export const createKeys = ({ postgres, clock }: { readonly postgres: Postgres; readonly clock: Clock }): Keys => ({
  create: async ({ name, kind, scopes = [], source, createdBy }) => {
    const start = kind === 'write' ? 'gyre_write_' : 'gyre_';
    const secret = `${start}${newSecret()}`;
    const granted: readonly Scope[] = kind === 'write' ? ['events:write'] : [...new Set(scopes)];
    if (granted.length === 0)
      throw problem('invalid_input', {
        detail: 'a key needs at least one scope',
        detailZh: '密钥至少需要一项权限',
        field: 'scopes',
      });
    const row = await postgres.queryOne<Row>(
      `INSERT INTO api_keys (id, kind, name, source, key_hash, prefix, scopes, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${columns}`,
      [
        randomUUID(),
        kind,
        name,
        source ?? name,
        secretHash(secret),
        secret.slice(0, start.length + 4),
        granted,
        createdBy,
        clock.now(),
      ],
    );
    if (row === undefined) throw problem('internal', { internal: 'INSERT into api_keys returned no row' });
    return { key: decode(row), secret };
  },

  list: async () => {
    const rows = await postgres.query<Row>(
      `SELECT ${columns} FROM api_keys WHERE revoked_at IS NULL ORDER BY created_at, id`,
    );
    return rows.map(decode);
  },

  revoke: async (id) => {
    const revoked = await postgres.query(
      'UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id',
      [id, clock.now()],
    );
    if (revoked.length === 0) throw problem('not_found', { detail: 'key', detailZh: '密钥' });
  },

  find: async (secret) => {
    if (!secret.startsWith('gyre_')) return undefined;
    const row = await postgres.queryOne<Row>(
      `SELECT ${columns} FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL`,
      [secretHash(secret)],
    );
    if (row === undefined) return undefined;
    const now = clock.now();
    if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() >= noteUseEveryMs) {
      await postgres.query('UPDATE api_keys SET last_used_at = $2 WHERE id = $1', [row.id, now]);
    }
    return decode(row);
  },
});

const decode = (row: Row): ApiKey => ({ ...row, scopes: row.scopes.filter(isScope) });
