import type { Postgres } from '#platform';

/** How far the passes are. */
export type State = {
  /** Everything received before was looked at. */
  readonly at: Date;
  /** What time alone changes was looked at up to here. */
  readonly sweptAt: Date;
  /** Everybody was looked at for what may change at any moment. */
  readonly hourlyAt: Date;
  readonly identityVersion: string;
  /** Of the last run whose changes are members; rows of the next one carry the number after it. */
  readonly version: number;
  /** A run whose journal is whole, told of or not. */
  readonly pending: { readonly run: string; readonly at: Date } | null;
};

type Row = Omit<State, 'pending'> & { readonly pending: string | null; readonly pendingAt: Date | null };

export const readState = async (postgres: Postgres): Promise<State | undefined> => {
  const row = await postgres.queryOne<Row>(
    `SELECT at, swept_at AS "sweptAt", hourly_at AS "hourlyAt", identity_version::text AS "identityVersion", version,
       pending, pending_at AS "pendingAt" FROM audience_state`,
  );
  if (row === undefined) return undefined;
  const { pending, pendingAt, ...state } = row;
  return { ...state, pending: pending === null || pendingAt === null ? null : { run: pending, at: pendingAt } };
};

export const writeState = async (postgres: Postgres, state: State): Promise<void> => {
  const { at, sweptAt, hourlyAt, identityVersion, version, pending } = state;
  await postgres.query(
    `INSERT INTO audience_state (at, swept_at, hourly_at, identity_version, version, pending, pending_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (only_row) DO UPDATE SET at = excluded.at, swept_at = excluded.swept_at, hourly_at = excluded.hourly_at,
       identity_version = excluded.identity_version, version = excluded.version, pending = excluded.pending,
       pending_at = excluded.pending_at`,
    [at, sweptAt, hourlyAt, identityVersion, version, pending?.run ?? null, pending?.at ?? null],
  );
};

/** Which meaning of each audience its members were worked out by. */
export const readFilled = async (postgres: Postgres): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await postgres.query<{ name: string; hash: string }>('SELECT name, hash FROM audience_filled')).map(
      ({ name, hash }) => [name, hash],
    ),
  );

export const noteFilled = async (
  postgres: Postgres,
  audiences: readonly { readonly name: string; readonly hash: string }[],
  at: Date,
  seconds: number,
): Promise<void> => {
  await postgres.query(
    `INSERT INTO audience_filled (name, hash, filled_at, seconds)
     SELECT name, hash, $3, $4 FROM unnest($1::text[], $2::text[]) AS each (name, hash)
     ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, filled_at = excluded.filled_at, seconds = excluded.seconds`,
    [audiences.map(({ name }) => name), audiences.map(({ hash }) => hash), at, seconds],
  );
};

export const forgetFilled = async (postgres: Postgres, names: readonly string[]): Promise<void> => {
  await postgres.query('DELETE FROM audience_filled WHERE name = ANY ($1)', [names]);
};
