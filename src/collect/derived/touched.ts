import type { ClickHouse, Params } from '#platform';
import type { Arrived } from '../arrived-since.ts';
import { inputsOf, type Rule } from './rule.ts';
import { farFutureMs, type Scope, subjectSql } from './scope.ts';

type Span = { readonly arrival: Arrived; readonly closedFromMs: number; readonly nowMs: number };

/**
 * Stages whose derived events of the rule may have changed: those with newly received events, those with an absence
 * whose time has just run out, and those whose identity has moved. Undefined when there is nobody.
 */
export const stageTouched = async (
  clickhouse: ClickHouse,
  rule: Rule,
  {
    run,
    movedRun,
    news,
    span,
  }: { readonly run: string; readonly movedRun: string | undefined; readonly news: boolean; readonly span: Span },
): Promise<Extract<Scope, { type: 'touched' }> | undefined> => {
  const { key, known } = subjectSql(rule.per);
  const parts: string[] = [];
  const params: Record<string, unknown> = { run };
  const inputs = inputsOf(rule);
  if (news) {
    parts.push(`SELECT ${key} AS subject_key, toUnixTimestamp64Milli(ts) AS low, low AS high FROM people_events
      WHERE ${span.arrival.condition} AND ${known}
        AND (name IN {inputs:Array(String)} OR (name = '$derived_retracted' AND properties.retracted_event::String IN {inputs:Array(String)}))`);
    Object.assign(params, span.arrival.params, { inputs });
  }
  const closing = closingSql(rule, key, known, span);
  if (closing !== undefined) {
    parts.push(closing.sql);
    Object.assign(params, closing.params);
  }
  if (movedRun !== undefined && rule.per === 'person') {
    parts.push('SELECT subject_key, from_ms AS low, to_ms AS high FROM derived_touched WHERE run = {moved:UUID}');
    Object.assign(params, { moved: movedRun });
  }
  if (parts.length === 0) return undefined;
  await clickhouse.command(
    `INSERT INTO derived_touched (run, subject_key, from_ms, to_ms)
     SELECT {run:UUID}, subject_key, min(low), max(high) FROM (${parts.join('\nUNION ALL\n')}) GROUP BY subject_key`,
    params,
  );
  const found = await clickhouse.queryOne<{ subjects: string; from_ms: string; to_ms: string }>(
    `SELECT count() AS subjects, min(from_ms) AS from_ms, max(to_ms) AS to_ms FROM derived_touched WHERE run = {run:UUID}`,
    { run },
  );
  if (found === undefined || found.subjects === '0') return undefined;
  return { type: 'touched', run, fromMs: Number(found.from_ms), toMs: Number(found.to_ms) };
};

/** Last steps whose waiting time ended since the last run. */
const closingSql = (
  rule: Rule,
  key: string,
  known: string,
  { closedFromMs, nowMs }: Span,
): { readonly sql: string; readonly params: Params } | undefined => {
  if (rule.type === 'repeat' || rule.absence === undefined) return undefined;
  const { withinMs, settleMs } = rule.absence;
  return {
    sql: `SELECT ${key} AS subject_key, toUnixTimestamp64Milli(ts) AS low, low AS high FROM people_events
      WHERE name = {closing:String} AND ${known}
        AND ts >= fromUnixTimestamp64Milli({closed_from:Int64}) AND ts <= fromUnixTimestamp64Milli({closed_to:Int64})`,
    params: {
      closing: rule.steps.at(-1)?.event ?? '',
      closed_from: Math.max(0, closedFromMs - withinMs - settleMs),
      closed_to: Math.max(0, nowMs - withinMs - settleMs),
    },
  };
};

/** Newest version of the map from identifier to person, in the present and in the past. */
export const identityVersion = async (clickhouse: ClickHouse): Promise<string> => {
  const row = await clickhouse.queryOne<{ version: string }>(
    `SELECT greatest((SELECT max(version) FROM identity), (SELECT max(version) FROM identity_tenures)) AS version`,
  );
  return row?.version ?? '0';
};

/**
 * Stages the people whose identifiers belong to somebody else than at the last run, now or for a stretch of the past:
 * those they left and those they came to. A repeat finds the same until `noteMoved`.
 */
export const stageMoved = async (clickhouse: ClickHouse, run: string, sinceVersion: string): Promise<void> => {
  // the maps in memory may be a moment older than their tables
  await clickhouse.command('SYSTEM RELOAD DICTIONARY identity_recent');
  await clickhouse.command('SYSTEM RELOAD DICTIONARY identity_past');
  await clickhouse.command(
    `INSERT INTO derived_touched (run, subject_key, from_ms, to_ms)
     WITH tenure AS (SELECT id_key, profile_id FROM identity_tenures WHERE version > {version:UInt64}),
       moved AS (SELECT id_key FROM identity WHERE version > {version:UInt64} UNION DISTINCT SELECT id_key FROM tenure),
       present AS (SELECT id_key, profile_id FROM identity FINAL WHERE id_key IN (SELECT id_key FROM moved)),
       before AS (SELECT id_key, profile_id FROM derived_people FINAL WHERE id_key IN (SELECT id_key FROM moved))
     SELECT DISTINCT {run:UUID}, profile, 0, {far:Int64} FROM (
       SELECT profile_id AS profile FROM present
       UNION ALL SELECT profile_id FROM before
       UNION ALL SELECT profile_id FROM tenure
       -- who was on their own until now
       UNION ALL SELECT id_key FROM moved)`,
    { run, version: sinceVersion, far: farFutureMs },
  );
};

export const noteMoved = (clickhouse: ClickHouse, sinceVersion: string, toVersion: string): Promise<void> =>
  clickhouse.command(
    `INSERT INTO derived_people (id_key, profile_id, version)
     SELECT id_key, profile_id, version FROM identity FINAL WHERE version > {since:UInt64} AND version <= {to:UInt64}`,
    { since: sinceVersion, to: toVersion },
  );
