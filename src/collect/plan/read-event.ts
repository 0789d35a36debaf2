import { type ClickHouse, sqlTime } from '#platform';
import { isoTime } from '../quarantine.ts';
import { eventDefinitionKind } from './kinds.ts';
import type { Definitions } from './read-definitions.ts';
import { daily, firstDay, planDays } from './read-plan.ts';
import { ruleOf } from './rule.ts';
import type { PlanEventAnswer } from './schemas.ts';
import { seenProperties } from './seen-properties.ts';
import { violationKinds, violationTitles } from './violation.ts';

type Ask = {
  readonly name: string;
  readonly definitions: Definitions;
  readonly hasDraft: boolean;
  readonly now: Date;
};
type SourceRow = {
  readonly source: string;
  readonly events: string;
  readonly first_seen: string;
  readonly last_seen: string;
};
type ViolationRow = {
  readonly source: string;
  readonly property: string;
  readonly what: string;
  readonly day: string;
  readonly events: string;
};

/** One event of the last days, or when there was none, of all time. */
export const readPlanEvent = async (clickhouse: ClickHouse, ask: Ask): Promise<PlanEventAnswer> => {
  const { name, definitions, hasDraft, now } = ask;
  const since = firstDay(now);
  const [all, lately, violations] = await Promise.all([
    sourcesSince(clickhouse, name, new Date(0)),
    sourcesSince(clickhouse, name, since),
    clickhouse.query<ViolationRow>(
      `SELECT source, property, what, toDate(minute) AS day, sum(events) AS events FROM plan_violations_per_minute
       WHERE name = {name:String} AND minute >= toDateTime({since:DateTime64(3)})
       GROUP BY source, property, what, day ORDER BY events DESC LIMIT 5000`,
      { name, since: sqlTime(since) },
    ),
  ]);
  const counted = total(lately) > 0 ? { events: total(lately), since } : { events: total(all), since: new Date(0) };
  const { sampled, properties } = await seenProperties(clickhouse, { name, ...counted });
  return {
    now: now.toISOString(),
    days: planDays,
    name,
    ...definitionOf(name, definitions),
    hasDraft,
    definable: eventDefinitionKind.namePattern.test(name),
    events: total(lately),
    sampled,
    firstSeen: earliest(all.map((row) => row.first_seen)),
    lastSeen: earliest(
      all
        .map((row) => row.last_seen)
        .toSorted()
        .reverse()
        .slice(0, 1),
    ),
    bySource: lately.map(({ source, events }) => ({ source, events: Number(events) })),
    seen: [...properties],
    violations: sumViolations(violations),
    violationsByDay: [...daily(violations, since)],
  };
};

const sourcesSince = (clickhouse: ClickHouse, name: string, since: Date): Promise<SourceRow[]> =>
  clickhouse.query<SourceRow>(
    `SELECT source, count() AS events, min(received_at) AS first_seen, max(received_at) AS last_seen FROM events
     WHERE name = {name:String} AND received_at >= {since:DateTime64(3)}
     GROUP BY source ORDER BY events DESC, source LIMIT 100`,
    { name, since: sqlTime(since) },
  );

const total = (rows: readonly SourceRow[]): number => rows.reduce((sum, { events }) => sum + Number(events), 0);

const earliest = (times: readonly string[]): string | null => {
  const [first] = times.toSorted();
  return first === undefined ? null : isoTime(first);
};

const definitionOf = (name: string, definitions: Definitions): Pick<PlanEventAnswer, 'title' | 'definition'> => {
  const found = definitions.events.find((event) => event.name === name);
  if (found === undefined) return { title: null, definition: null };
  const { spec, title, version } = found;
  const { mode, unknownProperties, properties } = ruleOf(found, definitions);
  return {
    title,
    definition: {
      version,
      remark: spec.remark ?? null,
      owner: spec.owner ?? null,
      column: spec.column ?? null,
      mode,
      unknownProperties,
      properties: properties.map(({ name: property, title: words, shared, required, ...rules }) => ({
        name: property,
        title: words ?? null,
        shared,
        required,
        spec: rules,
      })),
    },
  };
};

const sumViolations = (rows: readonly ViolationRow[]): PlanEventAnswer['violations'] => {
  const sums = new Map<string, PlanEventAnswer['violations'][number]>();
  for (const { source, property, what, events } of rows) {
    const key = JSON.stringify([source, property, what]);
    const before = sums.get(key)?.events ?? 0;
    sums.set(key, { what, property, title: titleOf(what), source, events: before + Number(events) });
  }
  return [...sums.values()].toSorted((a, b) => b.events - a.events).slice(0, 200);
};

export const titleOf = (what: string): { readonly zh: string; readonly en: string } => {
  const kind = violationKinds.find((each) => each === what);
  return kind === undefined ? { zh: what, en: what } : violationTitles[kind];
};
