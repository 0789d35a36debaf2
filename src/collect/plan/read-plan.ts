import { type ClickHouse, sqlTime } from '#platform';
import { derivedSource } from '../derived/reconcile.ts';
import { isoTime } from '../quarantine.ts';
import { eventDefinitionKind } from './kinds.ts';
import type { Definitions } from './read-definitions.ts';
import { usesOf } from './rule.ts';
import type { PlanAnswer } from './schemas.ts';

const dayMs = 86_400_000;
const days = 7;

/** The start of the first of the last `days` days, in UTC as everything in the store. */
export const firstDay = (now: Date): Date => new Date(Math.floor(now.getTime() / dayMs - days + 1) * dayMs);
export const planDays = days;

type SeenRow = {
  readonly name: string;
  readonly events: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly sources: string[];
  readonly lately: string;
};
type ViolationRow = { readonly name: string; readonly day: string; readonly events: string };

/** The plan beside what arrived. Counts are of arrivals: a message sent twice may count twice until parts merge. */
export const readPlan = async (
  clickhouse: ClickHouse,
  {
    definitions,
    drafts,
    now,
  }: { readonly definitions: Definitions; readonly drafts: ReadonlySet<string>; readonly now: Date },
): Promise<PlanAnswer> => {
  const since = firstDay(now);
  const params = { since: sqlTime(since) };
  const [seen, violations] = await Promise.all([
    clickhouse.query<SeenRow>(
      `SELECT name, count() AS events, min(received_at) AS first_seen, max(received_at) AS last_seen,
         groupUniqArray(20)(source) AS sources, countIf(received_at >= {since:DateTime64(3)}) AS lately
       FROM events WHERE NOT startsWith(name, '$') GROUP BY name ORDER BY events DESC, name LIMIT 2000`,
      params,
    ),
    clickhouse.query<ViolationRow>(
      `SELECT name, toDate(minute) AS day, sum(events) AS events FROM plan_violations_per_minute
       WHERE minute >= toDateTime({since:DateTime64(3)}) GROUP BY name, day`,
      params,
    ),
  ]);
  const byName = new Map(seen.map((row) => [row.name, row]));
  const known = new Set(definitions.events.map(({ name }) => name));
  const perDay = (name: string): readonly number[] =>
    daily(
      violations.filter((row) => row.name === name),
      since,
    );
  return {
    now: now.toISOString(),
    days,
    workspace: definitions.workspace,
    defined: definitions.events.map(({ name, title, spec }) => {
      const row = byName.get(name);
      const violationsByDay = [...perDay(name)];
      return {
        name,
        title,
        owner: spec.owner ?? null,
        column: spec.column ?? null,
        mode: spec.mode ?? definitions.workspace.mode,
        properties: Object.keys(spec.properties).length + usesOf(spec).length,
        events: Number(row?.lately ?? 0),
        lastSeen: row ? isoTime(row.last_seen) : null,
        violations: violationsByDay.reduce((sum, n) => sum + n, 0),
        violationsByDay,
        hasDraft: drafts.has(name),
      };
    }),
    discovered: seen
      // what Gyre derives is defined by its rule
      .filter(({ name, sources }) => !known.has(name) && sources.some((source) => source !== derivedSource))
      .slice(0, 500)
      .map((row) => ({
        name: row.name,
        events: Number(row.events),
        firstSeen: isoTime(row.first_seen),
        lastSeen: isoTime(row.last_seen),
        sources: row.sources.toSorted(),
        definable: eventDefinitionKind.namePattern.test(row.name),
        hasDraft: drafts.has(row.name),
      })),
  };
};

/** Sums per day, oldest first. */
export const daily = (
  rows: readonly { readonly day: string; readonly events: string }[],
  since: Date,
): readonly number[] =>
  Array.from({ length: days }, (_, i) => {
    const day = new Date(since.getTime() + i * dayMs).toISOString().slice(0, 10);
    return rows.filter((row) => row.day === day).reduce((sum, { events }) => sum + Number(events), 0);
  });
