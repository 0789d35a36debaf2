import type { Postgres } from '#platform';

/** How far passes are. */
export type State = {
  /** Everything received before was looked at. */
  readonly at: Date;
  /** What time alone changes was looked at up to here. */
  readonly sweptAt: Date;
  /** Everybody was looked at for what may change at any moment. */
  readonly hourlyAt: Date;
  readonly identityVersion: string;
  /** Of the last run whose changes were made; rows of the next one carry the number after it. */
  readonly version: number;
  /** A run whose journal is whole, told of or not. */
  readonly pending: { readonly run: string; readonly at: Date } | null;
};

export type StateStore = {
  readonly read: (postgres: Postgres) => Promise<State | undefined>;
  readonly write: (postgres: Postgres, state: State) => Promise<void>;
};

type Row = Omit<State, 'pending'> & { readonly pending: string | null; readonly pendingAt: Date | null };

/** The state of the passes over audiences, or of those over tags. */
export const stateIn = (table: 'audience_state' | 'tag_state'): StateStore => ({
  read: async (postgres) => {
    const row = await postgres.queryOne<Row>(
      `SELECT at, swept_at AS "sweptAt", hourly_at AS "hourlyAt", identity_version::text AS "identityVersion", version,
         pending, pending_at AS "pendingAt" FROM ${table}`,
    );
    if (row === undefined) return undefined;
    const { pending, pendingAt, ...state } = row;
    return { ...state, pending: pending === null || pendingAt === null ? null : { run: pending, at: pendingAt } };
  },
  write: async (postgres, { at, sweptAt, hourlyAt, identityVersion, version, pending }) => {
    await postgres.query(
      `INSERT INTO ${table} (at, swept_at, hourly_at, identity_version, version, pending, pending_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (only_row) DO UPDATE SET at = excluded.at, swept_at = excluded.swept_at, hourly_at = excluded.hourly_at,
         identity_version = excluded.identity_version, version = excluded.version, pending = excluded.pending,
         pending_at = excluded.pending_at`,
      [at, sweptAt, hourlyAt, identityVersion, version, pending?.run ?? null, pending?.at ?? null],
    );
  },
});
