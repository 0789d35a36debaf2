import { type Arrived, arrivedSince } from '#collect';
import type { ClickHouse, Postgres } from '#platform';

/** Rows that a pass has not seen: those of these names that were stamped within these seconds. */
export type Arrivals = {
  readonly names: readonly string[];
  readonly seconds: readonly number[];
  /** Cuts the log down to what is new at all. */
  readonly within: Arrived;
};

/** A row stamped by the collector may lie in its queue this long before the log shows it. */
const overlapMs = 20_000;

/** What the last look saw: rows by second and name. Of one process, only to spare repeated work. */
export type Seen = Map<string, number>;

/**
 * What has come to light since the last look: the seconds (by the collector's stamp) in which there are now more rows of
 * a name than before. A row that was late shows itself as such a second; people of the other seconds need no second look.
 */
export const findArrivals = async (
  { clickhouse, postgres }: { readonly clickhouse: ClickHouse; readonly postgres: Postgres },
  since: Date,
  seen: Seen,
): Promise<{ readonly arrivals: Arrivals | undefined; /** They were dealt with. */ readonly confirm: () => void }> => {
  const within = await arrivedSince(postgres, new Date(Math.max(0, since.getTime() - overlapMs)));
  const rows = await clickhouse.query<{ second: number; name: string; rows: string }>(
    `SELECT toUnixTimestamp(received_at) AS second, name, count() AS rows FROM events
     WHERE ${within.condition} GROUP BY second, name`,
    within.params,
  );
  const fresh = rows.filter(({ second, name, rows: count }) => (seen.get(`${second} ${name}`) ?? 0) < Number(count));
  return {
    arrivals:
      fresh.length === 0
        ? undefined
        : {
            names: [...new Set(fresh.map(({ name }) => name))],
            seconds: [...new Set(fresh.map(({ second }) => second))],
            within,
          },
    confirm: () => {
      seen.clear();
      for (const { second, name, rows: count } of rows) seen.set(`${second} ${name}`, Number(count));
    },
  };
};
