import { compileEventCondition, eventPropertySql } from '#documents';
import type { Params } from '#platform';
import { chainSql } from './chain-sql.ts';
import { repeatSql } from './repeat-sql.ts';
import { inputsOf, type Moment, type Rule } from './rule.ts';
import { type Scope, scopeSql, subjectSql } from './scope.ts';
import { stableUuidSql } from './uuid-sql.ts';

export type MatchSql = { readonly sql: string; readonly params: Params };

/**
 * What a rule derives from the log, as one query. Its row: event_id, id_key, ts, subject, matched, properties (JSON text).
 *
 * Layers: `moment` (an event that plays some part), then the layers of the rule's shape, then the derived events.
 * Order within a subject is (ts, event_id). Give `now_ms`: absences whose time is not over by it are not derived.
 */
export const matchSql = (rule: Rule, scope: Scope): MatchSql => {
  const moments = momentsOf(rule);
  const scoped = scopeSql(rule, scope);
  const conditions = moments.map(({ event, where }, index) => {
    const name = `name = {m${index}_event:String}`;
    const condition = where === undefined ? undefined : compileEventCondition(event, where, `m${index}_`);
    return {
      sql: condition === undefined ? name : `${name} AND ${condition.sql}`,
      params: { [`m${index}_event`]: event, ...condition?.params },
    };
  });
  const { subject, key, known } = subjectSql(rule.per);
  const momentSql = `
    SELECT ${subject} AS subject, ${key} AS subject_key, event_id, id_key, toUnixTimestamp64Milli(ts) AS t,
      ${conditions.map(({ sql }, index) => `(${sql}) AS is_${index}`).join(',\n      ')},
      ${moments.map(({ sameProperty }, index) => `${sameKeySql(sameProperty)} AS same_${index}`).join(',\n      ')},
      ${carrySql(rule.carry)} AS carried
    FROM people_events
    WHERE name IN {inputs:Array(String)} AND ${known} AND ${scoped.events} AND (${moments.map((_, index) => `is_${index}`).join(' OR ')})`;
  const narrowed = `SELECT * FROM (${momentSql}) AS moment ${scoped.join} WHERE ${scoped.near}`;
  const shaped = rule.type === 'chain' ? chainSql(rule, narrowed) : repeatSql(rule, narrowed);
  return {
    sql: `
  SELECT ${eventIdSql("arrayStringConcat(arrayMap(id -> toString(id), matched), '\\0')")} AS event_id, id_key,
    fromUnixTimestamp64Milli(t, 'UTC') AS ts, subject, matched, ${propertiesSql} AS properties
  FROM (${shaped})
  WHERE ${scoped.answers}`,
    params: Object.assign({}, scoped.params, ...conditions.map(({ params }) => params), {
      rule: rule.name,
      inputs: inputsOf(rule),
      carry: rule.carry.map((name) => JSON.stringify(name)),
      ...shapeParams(rule),
    }),
  };
};

/** Rule and matched events make the id: stream, history and every repetition name the same events. */
export const eventIdSql = (matchedText: string): string =>
  stableUuidSql(`concat('derived\\0', {rule:String}, '\\0', ${matchedText})`);

/** The parts events can play, in the order of `is_0`, `is_1`, …; an absence comes last. */
const momentsOf = (rule: Rule): readonly Moment[] =>
  rule.type === 'repeat' ? [rule.of] : [...rule.steps, ...(rule.absence === undefined ? [] : [rule.absence])];

/** NULL never equals: without the property there is no pair. Without a demand all are the same. */
const sameKeySql = (property: string | undefined): string =>
  property === undefined ? "''::Nullable(String)" : `(${eventPropertySql(property, 'string')})`;

/** Each carried property as JSON text, `null` when it is not there. Names fit the schema's pattern, which has no backtick. */
const carrySql = (names: readonly string[]): string =>
  `[${names.map((name) => `ifNull(toJSONString(properties.\`${name}\`), 'null')`).join(', ')}]::Array(String)`;

const propertiesSql = `concat('{', arrayStringConcat(arrayMap((n, v) -> concat(n, ':', v),
      arrayFilter((n, v) -> v != 'null', {carry:Array(String)}, carried), arrayFilter(v -> v != 'null', carried)), ','), '}')`;

const shapeParams = (rule: Rule): Params => {
  if (rule.type === 'repeat') return { within: rule.withinMs };
  const within = rule.steps.map(({ withinMs }, index) => [`within_${index}`, withinMs ?? 0] as const);
  return {
    ...Object.fromEntries(within),
    ...(rule.absence === undefined ? {} : { absent: rule.absence.withinMs, settle: rule.absence.settleMs }),
  };
};

/** For queries that make JSON text: whole numbers stay numbers. */
export const jsonTextSettings = {
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
} as const;
