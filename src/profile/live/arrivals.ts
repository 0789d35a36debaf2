import type { ClickHouse } from '#platform';
import type { Arrivals } from './touched.ts';

/** A row stamped by the collector may lie in its queue this long before the log shows it. */
const overlapMs = 20_000;

/** What the last look saw: rows by second and name. Of one process, only to spare repeated work. */
export type Seen = Map<string, number>;

/**
 * What has come to light since the last look: the seconds (by the collector's stamp) in which there are now more rows of
 * a name than before. A row that was late shows itself as such a second; people of the other seconds need no second look.
 */
export const findArrivals = async (
  clickhouse: ClickHouse,
  since: Date,
  seen: Seen,
): Promise<{ readonly arrivals: Arrivals | undefined; /** They were dealt with. */ readonly confirm: () => void }> => {
  const from = new Date(Math.max(0, since.getTime() - overlapMs));
  const rows = await clickhouse.query<{ second: number; name: string; rows: string }>(
    `SELECT toUnixTimestamp(received_at) AS second, name, count() AS rows FROM events
     WHERE received_at >= {from:DateTime64(3, 'UTC')} GROUP BY second, name`,
    { from },
  );
  const fresh = rows.filter(({ second, name, rows: count }) => (seen.get(`${second} ${name}`) ?? 0) < Number(count));
  const oldest = Math.floor(from.getTime() / 1000);
  return {
    arrivals:
      fresh.length === 0
        ? undefined
        : {
            names: [...new Set(fresh.map(({ name }) => name))],
            seconds: [...new Set(fresh.map(({ second }) => second))],
          },
    confirm: () => {
      for (const key of seen.keys()) if (Number(key.split(' ', 1)[0]) < oldest) seen.delete(key);
      for (const { second, name, rows: count } of fresh) seen.set(`${second} ${name}`, Number(count));
    },
  };
};
