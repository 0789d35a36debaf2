import { type ClickHouse, type Clock, type Postgres, sqlTime } from '#platform';
import type { EventTitles } from '../read-log.ts';
import { readAlerts } from './alert-store.ts';
import { rowFindings, sourceFindings, worst } from './findings.ts';
import { readVolumes } from './read-volumes.ts';
import type { QualityAnswer, QualityRow, SourceRow } from './schemas.ts';

type Stores = { readonly clickhouse: ClickHouse; readonly postgres: Postgres };
type Deps = Stores & { readonly clock: Clock };

/** The state of what arrives, by source and by event. */
export const readQuality = async (deps: Deps, titles: EventTitles): Promise<QualityAnswer> => {
  const now = deps.clock.now();
  const [figures, alerts, state] = await Promise.all([
    readFigures(deps, now),
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
  stores: Stores,
  now: Date,
): Promise<{ readonly sources: SourceRow[]; readonly rows: QualityRow[] }> => {
  const [volumes, violations, sources] = await Promise.all([
    readVolumes(stores.clickhouse, now),
    readViolations(stores.clickhouse, now),
    readSources(stores, now),
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
 * difference is exact as of the last count, whether the engine has merged or not; the minute it fell in is left out.
 */
const readSources = async ({ clickhouse, postgres }: Stores, now: Date): Promise<readonly SourceRow[]> => {
  const [counted, aside] = await Promise.all([
    postgres.query<{ source: string; received: string; kept: string; last: Date }>(
      `SELECT source, received, sum(kept) AS kept, max(last_received) AS last
       FROM quality_sources JOIN quality_months USING (source) GROUP BY source, received ORDER BY received DESC, source LIMIT 200`,
    ),
    clickhouse.query<{ source: string; quarantined: string }>(
      `SELECT source, count() AS quarantined FROM quarantine FINAL
       WHERE received_at >= {now:DateTime64(3, 'UTC')} - INTERVAL 1 DAY GROUP BY source`,
      { now: sqlTime(now) },
    ),
  ]);
  const quarantined = new Map(aside.map((row) => [row.source, Number(row.quarantined)]));
  return counted.map((row) => {
    const [received, kept] = [Number(row.received), Number(row.kept)];
    const figures = {
      source: row.source,
      received,
      kept,
      duplicateShare: received === 0 ? 0 : Math.max(0, received - kept) / received,
      silenceHours: Math.max(0, now.getTime() - row.last.getTime()) / 3_600_000,
      lastReceived: row.last.toISOString(),
      quarantined: quarantined.get(row.source) ?? 0,
    };
    const findings = sourceFindings(figures);
    return { ...figures, findings: [...findings], state: worst(findings) };
  });
};
