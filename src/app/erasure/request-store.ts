import { randomUUID } from 'node:crypto';
import { createSealer } from '#collect';
import { type Clock, type Postgres, problem } from '#platform';
import type { Migrations } from '#platform/db/migration.ts';
import type { PrivacyRequest } from './schemas.ts';
import type { Subject } from './subject.ts';

export const privacyMigrations: Migrations = {
  clickhouse: [],
  postgres: [
    {
      id: 'app_0002_privacy',
      statements: [
        // what was asked and done, never whose it was: `subject` is sealed, and gone when the request is done
        `CREATE TABLE privacy_requests (
           id uuid PRIMARY KEY,
           kind text NOT NULL CHECK (kind IN ('access', 'erasure')),
           state text NOT NULL CHECK (state IN ('waiting', 'erasing', 'wiping', 'done', 'failed')),
           asked_at timestamptz NOT NULL, asked_by text NOT NULL, finished_at timestamptz,
           subject bytea,
           figures jsonb NOT NULL DEFAULT '{}', remaining text[] NOT NULL DEFAULT '{}', error text)`,
        'CREATE INDEX privacy_requests_latest ON privacy_requests (asked_at DESC)',
      ],
    },
  ],
};

/** What an erasure in work knows of the person. `subject` is missing until it has been worked out for the first time. */
export type SealedSubject = { readonly profileId: string; readonly asked?: string; readonly subject?: Subject };

export type RequestStore = {
  readonly open: (args: { kind: PrivacyRequest['kind']; by: string; about?: SealedSubject }) => Promise<string>;
  readonly get: (id: string) => Promise<PrivacyRequest>;
  readonly latest: (limit: number) => Promise<readonly PrivacyRequest[]>;
  readonly unfinished: () => Promise<readonly PrivacyRequest[]>;
  readonly about: (id: string) => Promise<SealedSubject | undefined>;
  readonly note: (id: string, change: Change) => Promise<void>;
};

type Change = {
  readonly state?: PrivacyRequest['state'];
  /** null forgets whose request it was. */
  readonly about?: SealedSubject | null;
  readonly figures?: Readonly<Record<string, number>>;
  readonly left?: readonly string[];
  readonly error?: string | null;
};

export const createRequestStore = (postgres: Postgres, clock: Clock, secret: string): RequestStore => {
  const sealer = createSealer('erasure', secret);
  const sealed = (about: SealedSubject): Buffer => sealer.seal(JSON.stringify(about));
  return {
    open: async ({ kind, by, about }) => {
      const id = randomUUID();
      await postgres.query(
        `INSERT INTO privacy_requests (id, kind, state, asked_at, asked_by, subject, finished_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          id,
          kind,
          kind === 'access' ? 'done' : 'waiting',
          clock.now(),
          by,
          about === undefined ? null : sealed(about),
          kind === 'access' ? clock.now() : null,
        ],
      );
      return id;
    },
    get: async (id) => {
      const row = await postgres.queryOne<Row>(`SELECT ${columns} FROM privacy_requests WHERE id = $1`, [id]);
      if (row === undefined)
        throw problem('not_found', { detail: `privacy request ${id}`, detailZh: `隐私请求 ${id}` });
      return requestOf(row);
    },
    latest: async (limit) =>
      (
        await postgres.query<Row>(`SELECT ${columns} FROM privacy_requests ORDER BY asked_at DESC, id LIMIT $1`, [
          limit,
        ])
      ).map(requestOf),
    unfinished: async () =>
      (
        await postgres.query<Row>(
          `SELECT ${columns} FROM privacy_requests WHERE state IN ('waiting', 'erasing', 'wiping') ORDER BY asked_at, id`,
        )
      ).map(requestOf),
    about: async (id) => {
      const row = await postgres.queryOne<{ subject: Buffer | null }>(
        'SELECT subject FROM privacy_requests WHERE id = $1',
        [id],
      );
      // sealed above and by nobody else
      return row?.subject ? (JSON.parse(sealer.open(row.subject)) as SealedSubject) : undefined;
    },
    note: async (id, { state, about, figures, left, error }) => {
      await postgres.query(
        `UPDATE privacy_requests SET state = coalesce($2, state),
           subject = CASE WHEN $3 THEN NULL ELSE coalesce($4, subject) END,
           figures = coalesce($5, figures), remaining = coalesce($6, remaining),
           error = CASE WHEN $7 THEN $8 ELSE error END,
           finished_at = CASE WHEN $2 IN ('done', 'failed') THEN $9::timestamptz ELSE finished_at END
         WHERE id = $1`,
        [
          id,
          state ?? null,
          about === null,
          about ? sealed(about) : null,
          figures === undefined ? null : JSON.stringify(figures),
          left ?? null,
          error !== undefined,
          error ?? null,
          clock.now(),
        ],
      );
    },
  };
};

const columns = `id, kind, state, asked_at AS "askedAt", asked_by AS "askedBy", finished_at AS "finishedAt", figures,
  remaining AS "left", error`;

type Row = Omit<PrivacyRequest, 'askedAt' | 'finishedAt'> & {
  readonly askedAt: Date;
  readonly finishedAt: Date | null;
};

const requestOf = (row: Row): PrivacyRequest => ({
  ...row,
  askedAt: row.askedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});
