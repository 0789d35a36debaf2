import type { Postgres } from '#platform';
import type { State } from '../live/state.ts';

export type { State } from '../live/state.ts';

type Row = Omit<State, 'pending'> & { readonly pending: string | null; readonly pendingAt: Date | null };

/** How far the passes over tags are; as live/state.ts. */
export const readState = async (postgres: Postgres): Promise<State | undefined> => {
  const row = await postgres.queryOne<Row>(
    `SELECT at, swept_at AS "sweptAt", hourly_at AS "hourlyAt", identity_version::text AS "identityVersion", version,
       pending, pending_at AS "pendingAt" FROM tag_state`,
  );
  if (row === undefined) return undefined;
  const { pending, pendingAt, ...state } = row;
  return { ...state, pending: pending === null || pendingAt === null ? null : { run: pending, at: pendingAt } };
};

export const writeState = async (postgres: Postgres, state: State): Promise<void> => {
  const { at, sweptAt, hourlyAt, identityVersion, version, pending } = state;
  await postgres.query(
    `INSERT INTO tag_state (at, swept_at, hourly_at, identity_version, version, pending, pending_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (only_row) DO UPDATE SET at = excluded.at, swept_at = excluded.swept_at, hourly_at = excluded.hourly_at,
       identity_version = excluded.identity_version, version = excluded.version, pending = excluded.pending,
       pending_at = excluded.pending_at`,
    [at, sweptAt, hourlyAt, identityVersion, version, pending?.run ?? null, pending?.at ?? null],
  );
};

export type Filled = { readonly hash: string; readonly at: Date };

/** Which meaning of each tag its values were worked out by, and when first. */
export const readFilled = async (postgres: Postgres): Promise<ReadonlyMap<string, Filled>> =>
  new Map(
    (
      await postgres.query<{ name: string; hash: string; at: Date }>(
        'SELECT name, hash, filled_at AS at FROM tag_filled',
      )
    ).map(({ name, hash, at }) => [name, { hash, at }]),
  );

export const noteFilled = async (
  postgres: Postgres,
  tags: readonly { readonly name: string; readonly hash: string }[],
  at: Date,
): Promise<void> => {
  await postgres.query(
    `INSERT INTO tag_filled (name, hash, filled_at)
     SELECT name, hash, $3 FROM unnest($1::text[], $2::text[]) AS each (name, hash)
     ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, filled_at = excluded.filled_at`,
    [tags.map(({ name }) => name), tags.map(({ hash }) => hash), at],
  );
};

export const forgetFilled = async (postgres: Postgres, names: readonly string[]): Promise<void> => {
  await postgres.query('DELETE FROM tag_filled WHERE name = ANY ($1)', [names]);
};
