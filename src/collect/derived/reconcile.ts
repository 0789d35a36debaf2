import { randomUUID } from 'node:crypto';
import { type ClickHouse, faultPoint, type Params, sqlTime } from '#platform';
import { eventIdSql, jsonTextSettings, matchSql } from './match-sql.ts';
import type { Rule } from './rule.ts';
import { type Scope, scopeSql } from './scope.ts';
import { stableUuidSql } from './uuid-sql.ts';

export type Reconciled = { readonly added: number; readonly retracted: number };

/** Written by derivations alone; no write key may have it. */
export const derivedSource = 'derived';

/**
 * Makes the log hold exactly what the rule derives within the scope: adds what is missing, takes back what no longer
 * holds. Repeating it, from any point, changes nothing more. One at a time per workspace: see `derivationLock`.
 */
export const reconcile = async (clickhouse: ClickHouse, rule: Rule, scope: Scope, now: Date): Promise<Reconciled> => {
  const stage = randomUUID();
  const match = matchSql(rule, scope);
  await clickhouse.command(
    `INSERT INTO derived_stage (run, event_id, id_key, ts, subject, matched, properties)
     SELECT {stage:UUID}, event_id, id_key, ts, subject, matched, properties FROM (${match.sql})`,
    { ...match.params, stage, now_ms: now.getTime() },
    jsonTextSettings,
  );
  const present = presentSql(rule, scope);
  const params: Params = { ...present.params, stage, rule: rule.name, now: sqlTime(now) };
  const counts = await clickhouse.queryOne<{ missing: string; extra: string }>(
    `SELECT (SELECT count() FROM (${missingSql(present.sql)})) AS missing, (SELECT count() FROM (${extraSql(present.sql)})) AS extra`,
    params,
  );
  const [added, retracted] = [Number(counts?.missing ?? 0), Number(counts?.extra ?? 0)];
  // taken back before anything is added: a row whose time has changed must not be found and deleted by its id
  if (retracted > 0) await retract(clickhouse, present.sql, params);
  if (added > 0) {
    faultPoint('derive/before-insert');
    await clickhouse.command(insertSql(present.sql), params);
    faultPoint('derive/after-insert');
  }
  return { added, retracted };
};

const digestSql = 'toString(cityHash64(event_id, toUnixTimestamp64Milli(ts), properties))';

/** Derived events of the rule that the log holds now, of the scope's subjects and time. */
const presentSql = (rule: Rule, scope: Scope): { readonly sql: string; readonly params: Params } => {
  const scoped = scopeSql(rule, scope);
  const key = rule.per === 'person' ? 'profile_id' : 'cityHash64(context.derived.subject::String)';
  return {
    sql: `
      SELECT event_id, id_key, ts, toUnixTimestamp64Milli(ts) AS t, digest, ${rule.per === 'person' ? 'profile_id' : '0'} AS profile_id
      FROM (
        SELECT event_id, id_key, ts, profile_id, toUnixTimestamp64Milli(ts) AS t, ${key} AS subject_key,
          context.derived.digest::String AS digest
        FROM people_events
        WHERE name = {rule:String} AND source = '${derivedSource}' AND ${scoped.events}
          -- a sender who signs as us has not our ids
          AND event_id = ${eventIdSql("replaceAll(context.derived.matched::String, ',', '\\0')")}) AS present
      ${scoped.join} WHERE ${scoped.answers}`,
    params: scoped.params,
  };
};

const missingSql = (present: string): string => `
  SELECT * FROM derived_stage
  WHERE run = {stage:UUID} AND (event_id, ${digestSql}) NOT IN (SELECT event_id, digest FROM (${present}))`;

const extraSql = (present: string): string => `
  SELECT * FROM (${present})
  WHERE (event_id, ts) NOT IN (SELECT event_id, ts FROM derived_stage WHERE run = {stage:UUID})`;

/** Hangs on the identifier of the last matched event, so that it follows that event's person through every merge. */
const insertSql = (present: string): string => `
  INSERT INTO events (event_id, name, ts, received_at, source, id_key, ids, id_keys, session_id, properties, context, value, currency)
  SELECT event_id, {rule:String}, ts, {now:DateTime64(3, 'UTC')}, '${derivedSource}', id_key, map(), [id_key], '', properties,
    concat('{"derived":{"subject":', toJSONString(subject), ',"digest":"', ${digestSql},
      '","matched":"', arrayStringConcat(arrayMap(id -> toString(id), matched), ','), '"}}'), NULL, ''
  FROM (${missingSql(present)})`;

/**
 * What no longer holds leaves the log, and an event says so: `$derived_retracted`, on the same person, with the
 * properties of the one taken back. The event comes first: rules that read the retracted one learn of it from there.
 */
const retract = async (clickhouse: ClickHouse, present: string, params: Params): Promise<void> => {
  const gone = randomUUID();
  const withGone = { ...params, gone };
  await clickhouse.command(
    `INSERT INTO derived_stage (run, event_id, id_key, ts, subject, matched, properties)
     SELECT {gone:UUID}, event_id, id_key, ts, '', [], '{}' FROM (${extraSql(present)})`,
    withGone,
  );
  const taken = 'SELECT event_id, ts FROM derived_stage WHERE run = {gone:UUID}';
  await clickhouse.command(
    `INSERT INTO events (event_id, name, ts, received_at, source, id_key, ids, id_keys, session_id, properties, context, value, currency)
     SELECT ${stableUuidSql("concat('derived_retracted\\0', {rule:String}, '\\0', toString(event_id))")}, '$derived_retracted', ts,
       {now:DateTime64(3, 'UTC')}, '${derivedSource}', id_key, map(), [id_key], '',
       concat(substring(toJSONString(properties), 1, length(toJSONString(properties)) - 1), if(toJSONString(properties) = '{}', '', ','),
         '"retracted_event":', toJSONString({rule:String}), ',"retracted_id":"', toString(event_id), '"}'), '{}', NULL, ''
     FROM events FINAL WHERE name = {rule:String} AND source = '${derivedSource}' AND (event_id, ts) IN (${taken})`,
    withGone,
    jsonTextSettings,
  );
  faultPoint('derive/before-delete');
  await clickhouse.command(
    `DELETE FROM events WHERE name = {rule:String} AND source = '${derivedSource}' AND (event_id, ts) IN (${taken})`,
    withGone,
  );
};
