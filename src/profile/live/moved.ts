import type { ClickHouse, Postgres } from '#platform';
import type { MovedSince } from './touched.ts';

/**
 * Up to which version of the identity map somebody has moved. Undefined when nobody has, or while the map is being
 * changed: then the next pass sees the whole of it. `everybody`: a rebuild that keeps no list of who moved.
 */
export const movedSince = (
  { clickhouse, postgres }: { readonly clickhouse: ClickHouse; readonly postgres: Postgres },
  since: string,
): Promise<{ readonly moved: MovedSince | undefined; readonly everybody: boolean }> =>
  postgres.tx(async (tx) => {
    const free = await tx.queryOne<{ free: boolean }>(
      `SELECT pg_try_advisory_xact_lock_shared(hashtext('identify')) AS free`,
    );
    if (free?.free !== true) return { moved: undefined, everybody: false };
    const until = await identityVersion(clickhouse);
    if (BigInt(until) <= BigInt(since)) return { moved: undefined, everybody: false };
    const rebuilt = await clickhouse.queryOne<{ n: string }>(
      `SELECT count() AS n FROM identity_changes WHERE version > {since:UInt64} AND kind = 'rebuilt'`,
      { since },
    );
    return { moved: { since, until }, everybody: Number(rebuilt?.n ?? 0) > 0 };
  });

/** The newest version of the map from identifier to person, in the present and in the past. */
export const identityVersion = async (clickhouse: ClickHouse): Promise<string> => {
  const row = await clickhouse.queryOne<{ version: string }>(
    `SELECT greatest((SELECT max(version) FROM identity), (SELECT max(version) FROM identity_tenures)) AS version`,
  );
  return row?.version ?? '0';
};
