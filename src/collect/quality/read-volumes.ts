import { type ClickHouse, sqlTime } from '#platform';
import { isoTime } from '../quarantine.ts';
import { expectation } from './expectation.ts';
import type { QualityRow } from './schemas.ts';

export type Volumes = Pick<
  QualityRow,
  'source' | 'event' | 'events30d' | 'lastReceived' | 'day' | 'hour' | 'lateness'
> & {
  /** Events of the last day, what shares of it are of. */
  readonly lastDay: number;
};

type Row = {
  readonly source: string;
  readonly event: string;
  readonly recent: string;
  readonly last_day: string;
  readonly last_received: string;
  readonly days: Readonly<Record<string, string>>;
  readonly hours: Readonly<Record<string, string>>;
  readonly weeks_seen: string;
  readonly lateness: readonly number[];
};

const comparedWeeks = 8;

/**
 * Every source and event of the last 90 days: the last whole day and the last whole hour (UTC) beside the same of the
 * eight weeks before, and how late the last day's events came.
 */
export const readVolumes = async (clickhouse: ClickHouse, now: Date): Promise<readonly Volumes[]> => {
  const rows = await clickhouse.query<Row>(
    `WITH toStartOfHour({now:DateTime64(3, 'UTC')}) - INTERVAL 1 HOUR AS last_hour,
       toDate({now:DateTime64(3, 'UTC')}) - 1 AS last_date
     SELECT source, name AS event,
       sumIf(events, hour >= {now:DateTime64(3, 'UTC')} - INTERVAL 30 DAY) AS recent,
       sumIf(events, hour >= {now:DateTime64(3, 'UTC')} - INTERVAL 1 DAY) AS last_day,
       max(last_received) AS last_received,
       sumMapIf(map(intDiv(toInt32(last_date - toDate(hour)), 7), events), toDate(hour) <= last_date AND (last_date - toDate(hour)) % 7 = 0) AS days,
       sumMapIf(map(toInt32(intDiv(dateDiff('hour', hour, last_hour), 168)), events), hour <= last_hour AND dateDiff('hour', hour, last_hour) % 168 = 0) AS hours,
       intDiv(dateDiff('hour', min(hour), last_hour), 168) AS weeks_seen,
       quantilesTDigestMergeIf(0.5, 0.95, 0.99)(lateness, hour >= {now:DateTime64(3, 'UTC')} - INTERVAL 1 DAY) AS lateness
     FROM quality_per_hour FINAL
     WHERE hour >= {now:DateTime64(3, 'UTC')} - INTERVAL 90 DAY AND hour <= {now:DateTime64(3, 'UTC')}
     GROUP BY source, name
     ORDER BY recent DESC, source, event
     LIMIT 2000`,
    { now: sqlTime(now) },
  );
  return rows.map((row) => {
    const compared = Math.min(comparedWeeks, Number(row.weeks_seen));
    // a week without any such event counts, as none; one before the first ever does not
    const earlier = (counts: Row['days']): readonly number[] =>
      Array.from({ length: compared }, (_, index) => Number(counts[String(index + 1)] ?? 0));
    const [p50 = 0, p95 = 0, p99 = 0] = row.lateness;
    return {
      source: row.source,
      event: row.event,
      events30d: Number(row.recent),
      lastDay: Number(row.last_day),
      lastReceived: isoTime(row.last_received),
      day: expectation(Number(row.days['0'] ?? 0), earlier(row.days)),
      hour: expectation(Number(row.hours['0'] ?? 0), earlier(row.hours)),
      lateness: row.last_day === '0' ? null : { p50, p95, p99 },
    };
  });
};
