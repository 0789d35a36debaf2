import { type ClickHouse, type Clock, type Postgres, sqlTime } from '#platform';
import { type Arrived, arrivedSince } from '../arrived-since.ts';
import { isoTime } from '../quarantine.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

/** Longer than a row may lie in a queue, and than what the last count left out of its minute. */
const overlapMs = 60_000;

/**
 * Counts again, whole, every hour and every month in which something newly arrived has happened. The first time that is
 * all of the log. Derived events are left out: nobody sent them.
 */
export const refreshQuality = async ({ clickhouse, postgres, clock }: Deps): Promise<void> => {
  const now = clock.now();
  const state = await postgres.queryOne<{ at: Date }>('SELECT at FROM quality_state');
  const since = new Date(Math.max(0, Math.min(state?.at.getTime() ?? 0, now.getTime()) - overlapMs));
  const arrival = await arrivedSince(postgres, since, { unfinished: true });
  await countHours(clickhouse, arrival);
  // the minute that has not ended is left out on both sides: its rows are still on their way
  const cut = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const months = await countMonths(clickhouse, arrival, cut);
  const received = await clickhouse.query<{ source: string; received: string }>(
    `SELECT source, sum(events) AS received FROM arrivals_per_minute
     WHERE minute < {cut:DateTime64(3, 'UTC')} AND source NOT IN ('gyre', 'derived') GROUP BY source`,
    { cut: sqlTime(cut) },
  );
  await postgres.tx(async (tx) => {
    await tx.query('DELETE FROM quality_months WHERE month = ANY($1)', [months.touched]);
    await tx.query(
      `INSERT INTO quality_months (month, source, kept, last_received)
       SELECT * FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::timestamptz[])`,
      [
        months.rows.map(({ month }) => month),
        months.rows.map(({ source }) => source),
        months.rows.map(({ kept }) => kept),
        months.rows.map(({ last }) => isoTime(last)),
      ],
    );
    await tx.query('DELETE FROM quality_sources');
    await tx.query(`INSERT INTO quality_sources (source, received) SELECT * FROM unnest($1::text[], $2::bigint[])`, [
      received.map(({ source }) => source),
      received.map((row) => row.received),
    ]);
    await tx.query(`INSERT INTO quality_state (at) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET at = excluded.at`, [
      now,
    ]);
  });
};

const countHours = (clickhouse: ClickHouse, { condition, params }: Arrived): Promise<void> =>
  clickhouse.command(
    `INSERT INTO quality_per_hour (source, name, hour, events, lateness, last_received)
     WITH arrived AS (
       SELECT DISTINCT toStartOfHour(ts) AS hour FROM events WHERE ${condition} AND source != 'derived')
     SELECT source, name, toStartOfHour(ts) AS hour, count(),
       quantilesTDigestState(0.5, 0.95, 0.99)(toFloat32(greatest(0, toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(ts)) / 1000)),
       max(received_at)
     FROM events FINAL
     WHERE source != 'derived' AND toStartOfHour(ts) IN (SELECT hour FROM arrived)
       AND ts >= (SELECT min(hour) FROM arrived) AND ts < (SELECT max(hour) FROM arrived) + INTERVAL 1 HOUR
     GROUP BY source, name, hour`,
    params,
  );

type MonthRow = { readonly month: number; readonly source: string; readonly kept: string; readonly last: string };

/** Events the log shows by month and source, of those received before `cut`. */
const countMonths = async (
  clickhouse: ClickHouse,
  { condition, params }: Arrived,
  cut: Date,
): Promise<{ readonly touched: readonly number[]; readonly rows: readonly MonthRow[] }> => {
  const found = await clickhouse.query<{ month: number }>(
    `SELECT DISTINCT toYYYYMM(ts) AS month FROM events WHERE ${condition} AND source NOT IN ('gyre', 'derived')`,
    params,
  );
  const touched = found.map(({ month }) => month);
  if (touched.length === 0) return { touched, rows: [] };
  const rows = await clickhouse.query<MonthRow>(
    `SELECT toYYYYMM(ts) AS month, source, countIf(received_at < {cut:DateTime64(3, 'UTC')}) AS kept, max(received_at) AS last
     FROM events FINAL WHERE toYYYYMM(ts) IN {months:Array(UInt32)} AND source NOT IN ('gyre', 'derived')
     GROUP BY month, source`,
    { cut: sqlTime(cut), months: touched },
  );
  return { touched, rows };
};
