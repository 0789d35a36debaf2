import type { ClickHouse, Clock, Postgres } from '#platform';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

const overlapMs = 60_000;

/**
 * Counts again every hour in which something newly arrived has happened, whole. The first time that is all of the log.
 * Derived events are left out: nobody sent them.
 */
export const refreshQuality = async ({ clickhouse, postgres, clock }: Deps): Promise<void> => {
  const now = clock.now();
  const state = await postgres.queryOne<{ at: Date }>('SELECT at FROM quality_state');
  const since = new Date(Math.max(0, Math.min(state?.at.getTime() ?? 0, now.getTime()) - overlapMs));
  await clickhouse.command(
    `INSERT INTO quality_per_hour (source, name, hour, events, lateness, last_received)
     WITH arrived AS (
       SELECT DISTINCT toStartOfHour(ts) AS hour FROM events WHERE received_at >= {since:DateTime64(3, 'UTC')} AND source != 'derived')
     SELECT source, name, toStartOfHour(ts) AS hour, count(),
       quantilesTDigestState(0.5, 0.95, 0.99)(toFloat32(greatest(0, toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(ts)) / 1000)),
       max(received_at)
     FROM events FINAL
     WHERE source != 'derived' AND toStartOfHour(ts) IN (SELECT hour FROM arrived)
       AND ts >= (SELECT min(hour) FROM arrived) AND ts < (SELECT max(hour) FROM arrived) + INTERVAL 1 HOUR
     GROUP BY source, name, hour`,
    { since },
  );
  await postgres.query(
    `INSERT INTO quality_state (at) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET at = excluded.at`,
    [now],
  );
};
