import { type ClickHouse, type Clock, type Postgres, sqlTime } from '#platform';
import { isoTime } from '../quarantine.ts';
import type { EventTitles } from '../read-log.ts';
import { readAlerts } from './alert-store.ts';
import { rowFindings, sourceFindings, worst } from './findings.ts';
import { readVolumes } from './read-volumes.ts';
import type { QualityAnswer, QualityRow, SourceRow } from './schemas.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

/** The state of what arrives, by source and by event. */
export const readQuality = async (deps: Deps, titles: EventTitles): Promise<QualityAnswer> => {
  const now = deps.clock.now();
  const [figures, alerts, state] = await Promise.all([
    readFigures(deps.clickhouse, now),
    readAlerts(deps.postgres),
    deps.postgres.queryOne<{ at: Date }>('SELECT at FROM quality_state'),
  ]);
  return {
    now: now.toISOString(),
    refreshedAt: state?.at.toISOString() ?? null,
    ...figures,
    rows: figures.rows.map((row) => ({ ...row, title: titles.get(row.event) ?? null })),
    alerts: [...alerts],
  };
};

/** What alerts measure and people see: one reading for both, so that they never disagree. */
export const readFigures = async (
  clickhouse: ClickHouse,
  now: Date,
): Promise<{ readonly sources: SourceRow[]; readonly rows: QualityRow[] }> => {
  const [volumes, violations, sources] = await Promise.all([
    readVolumes(clickhouse, now),
    readViolations(clickhouse, now),
    readSources(clickhouse, now),
  ]);
  const rows = volumes
    // what Gyre writes itself has no sender whose data could be bad
    .filter(({ source }) => source !== 'gyre')
    .map(({ lastDay, ...volume }) => {
      const broken = violations.get(`${volume.source}\u0000${volume.event}`);
      const share = (count: number): number | null => (lastDay === 0 ? null : Math.min(1, count / lastDay));
      const figures = {
        ...volume,
        missingShare: share(broken?.missing ?? 0),
        invalidShare: share(broken?.invalid ?? 0),
      };
      const findings = rowFindings(figures);
      return { ...figures, title: null, findings: [...findings], state: worst(findings) };
    });
  return { sources: [...sources], rows };
};

type Violated = { readonly missing: number; readonly invalid: number };

/** Breaches of the tracking plan in the last day, as the collector counts them. */
const readViolations = async (clickhouse: ClickHouse, now: Date): Promise<ReadonlyMap<string, Violated>> => {
  const rows = await clickhouse.query<{ source: string; name: string; missing: string; invalid: string }>(
    `SELECT source, name, max(missing_one) AS missing, max(invalid_one) AS invalid FROM (
       SELECT source, name, property, sumIf(events, what = 'missing') AS missing_one, sumIf(events, what IN ('type', 'values', 'range', 'length', 'pattern')) AS invalid_one
       FROM plan_violations_per_minute WHERE minute >= toDateTime({now:DateTime64(3, 'UTC')}) - INTERVAL 1 DAY
       GROUP BY source, name, property)
     GROUP BY source, name`,
    { now: sqlTime(now) },
  );
  return new Map(
    rows.map(({ source, name, missing, invalid }) => [
      `${source}\u0000${name}`,
      { missing: Number(missing), invalid: Number(invalid) },
    ]),
  );
};

/**
 * `received` counts every row that came, also those that a later copy has replaced; `kept` those the log shows. Their
 * difference is exact whether the engine has merged or not; the last minute is left out, being still on its way.
 */
const readSources = async (clickhouse: ClickHouse, now: Date): Promise<readonly SourceRow[]> => {
  const rows = await clickhouse.query<{
    source: string;
    received: string;
    kept: string;
    last: string;
    quarantined: string;
  }>(
    `WITH toStartOfMinute({now:DateTime64(3, 'UTC')}) AS cut
     SELECT arrived.source AS source, received, kept, last, quarantined
     FROM (SELECT source, sum(events) AS received FROM arrivals_per_minute WHERE minute < cut GROUP BY source) AS arrived
     INNER JOIN (
       SELECT source, countIf(received_at < cut) AS kept, max(received_at) AS last
       FROM events FINAL WHERE source NOT IN ('gyre', 'derived') GROUP BY source) AS stored USING (source)
     LEFT JOIN (
       SELECT source, count() AS quarantined FROM quarantine FINAL
       WHERE received_at >= {now:DateTime64(3, 'UTC')} - INTERVAL 1 DAY GROUP BY source) AS aside USING (source)
     ORDER BY received DESC, source LIMIT 200`,
    { now: sqlTime(now) },
  );
  return rows.map((row) => {
    const [received, kept] = [Number(row.received), Number(row.kept)];
    const lastReceived = isoTime(row.last);
    const figures = {
      source: row.source,
      received,
      kept,
      duplicateShare: received === 0 ? 0 : Math.max(0, received - kept) / received,
      silenceHours: Math.max(0, now.getTime() - Date.parse(lastReceived)) / 3_600_000,
      lastReceived,
      quarantined: Number(row.quarantined),
    };
    const findings = sourceFindings(figures);
    return { ...figures, findings: [...findings], state: worst(findings) };
  });
};
