import { type ClickHouse, type Clock, type Postgres, sqlTime } from '#platform';
import type { Words } from '../../platform/schemas.ts';
import { isoTime } from '../quarantine.ts';
import { jsonTextSettings, matchSql } from './match-sql.ts';
import type { Rule } from './rule.ts';
import { ruleWords } from './rule-words.ts';
import type { DerivedEventsAnswer, DerivedPreviewAnswer } from './schemas.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

export type DerivedDocument = { readonly title: Words; readonly remark: string | undefined; readonly rule: Rule };

const dayMs = 86_400_000;
const shownDays = 30;

/** What each rule has produced. */
export const readDerived = async (
  { clickhouse, postgres, clock }: Deps,
  documents: readonly DerivedDocument[],
): Promise<Omit<DerivedEventsAnswer, 'events'> & { events: Omit<DerivedEventsAnswer['events'][number], 'job'>[] }> => {
  const now = clock.now();
  const names = documents.map(({ rule }) => rule.name);
  const [counts, days, backfills] = await Promise.all([
    clickhouse.query<{ name: string; total: string; last: string }>(
      `SELECT name, count() AS total, max(ts) AS last FROM events FINAL
       WHERE name IN {names:Array(String)} AND source = 'derived' GROUP BY name`,
      { names },
    ),
    clickhouse.query<{ name: string; day: string; events: string }>(
      `SELECT name, toStartOfDay(ts) AS day, count() AS events FROM events FINAL
       WHERE name IN {names:Array(String)} AND source = 'derived' AND ts >= {since:DateTime64(3, 'UTC')} GROUP BY name, day`,
      { names, since: sqlTime(firstDay(now)) },
    ),
    postgres.query<{ name: string; done: number; buckets: number; finished_at: Date | null }>(
      'SELECT name, done, buckets, finished_at FROM derivation_backfills WHERE name = ANY ($1)',
      [names],
    ),
  ]);
  return {
    now: now.toISOString(),
    events: documents.map(({ rule, title, remark }) => {
      const count = counts.find(({ name }) => name === rule.name);
      const filled = backfills.find(({ name }) => name === rule.name);
      return {
        name: rule.name,
        title,
        remark: remark ?? null,
        rule: ruleWords(rule),
        total: Number(count?.total ?? 0),
        lastProduced: count === undefined ? null : isoTime(count.last),
        days: byDay(
          now,
          days.filter(({ name }) => name === rule.name),
        ),
        backfill:
          filled === undefined
            ? null
            : { done: filled.done, total: filled.buckets, finishedAt: filled.finished_at?.toISOString() ?? null },
      };
    }),
  };
};

/** How many a rule would have produced in the last 30 days, without writing anything. */
export const previewDerived = async (
  { clickhouse, clock }: Pick<Deps, 'clickhouse' | 'clock'>,
  rule: Rule,
): Promise<DerivedPreviewAnswer> => {
  const now = clock.now();
  const since = firstDay(now);
  const match = matchSql(rule, { type: 'since', sinceMs: since.getTime() });
  const params = { ...match.params, now_ms: now.getTime() };
  const [days, whole, samples] = await Promise.all([
    clickhouse.query<{ day: string; events: string }>(
      `SELECT toStartOfDay(ts) AS day, count() AS events FROM (${match.sql}) GROUP BY day`,
      params,
    ),
    clickhouse.queryOne<{ events: string; subjects: string }>(
      `SELECT count() AS events, uniqExact(subject) AS subjects FROM (${match.sql})`,
      params,
    ),
    clickhouse.query<{ ts: string; subject: string; properties: string }>(
      `SELECT ts, subject, properties FROM (${match.sql}) ORDER BY ts DESC, event_id LIMIT 5`,
      params,
      jsonTextSettings,
    ),
  ]);
  return {
    sinceDays: shownDays,
    events: Number(whole?.events ?? 0),
    subjects: Number(whole?.subjects ?? 0),
    days: byDay(now, days),
    // written by the query as an object of the carried properties
    samples: samples.map(({ ts, subject, properties }) => ({
      at: isoTime(ts),
      subject,
      properties: JSON.parse(properties) as Record<string, unknown>,
    })),
  };
};

const firstDay = (now: Date): Date => new Date((Math.floor(now.getTime() / dayMs) - shownDays + 1) * dayMs);

const byDay = (
  now: Date,
  rows: readonly { readonly day: string; readonly events: string }[],
): { day: string; events: number }[] => {
  const counted = new Map(rows.map(({ day, events }) => [Date.parse(isoTime(day)), Number(events)]));
  return Array.from({ length: shownDays }, (_, index) => {
    const at = firstDay(now).getTime() + index * dayMs;
    return { day: new Date(at).toISOString(), events: counted.get(at) ?? 0 };
  });
};
