import { personSql } from '../person-sql.ts';
import type { ClickHouse } from '#platform';
import type { FieldPlan, MatchPlan } from './field-plan.ts';
import type { RecordSource } from './scratch-tables.ts';

/**
 * The people with the values a rule compares: the latest trait, the latest identifier of a type, the latest property of
 * an event. Phone, e-mail and id-card identifiers are keyed hashes: they can only be the same or different.
 * People with fewer than two values are left out; they would match anybody.
 */
export const peopleRecords = ({ fields }: MatchPlan): RecordSource => {
  const events = [
    ...new Set(fields.flatMap(({ from }) => ('event' in from ? [from.event] : 'trait' in from ? ['$identify'] : []))),
  ];
  const identifiers = fields.flatMap((field) => ('identifier' in field.from ? [field.from.identifier] : []));
  const values = fields.map(({ at }) => `v${at}`);
  return {
    sql: `SELECT id, ${values.join(', ')} FROM (
            SELECT profile_id AS id, ${fields.map((field) => `${valueSql(field)} AS v${field.at}`).join(', ')}
            FROM (${rowsSql(fields)})
            GROUP BY profile_id)
          WHERE arrayCount(value -> value != '', [${values.join(', ')}]) >= 2`,
    params: { events, identifiers, ...fieldParams(fields) },
  };
};

/** The raw values of some people, to be shown side by side. */
export const valuesOfPeople = async (
  clickhouse: ClickHouse,
  { fields }: MatchPlan,
  people: readonly bigint[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  if (people.length === 0) return new Map();
  const events = fields.flatMap(({ from }) => ('event' in from ? [from.event] : ['$identify']));
  const identifiers = fields.flatMap(({ from }) => ('identifier' in from ? [from.identifier] : []));
  const rows = await clickhouse.query<Record<string, string>>(
    `WITH held AS (
       SELECT DISTINCT id_key FROM identifiers
       WHERE ${personSql('id_key')} IN {people:Array(UInt64)})
     SELECT toString(profile_id) AS id, ${fields.map((field) => `${valueSql(field)} AS v${field.at}`).join(', ')}
     FROM (${rowsSql(fields, 'id_key IN held')})
     WHERE profile_id IN {people:Array(UInt64)}
     GROUP BY profile_id`,
    { people, events, identifiers, ...fieldParams(fields) },
  );
  return new Map(rows.map((row) => [row['id'] ?? '', fields.map(({ at }) => row[`v${at}`] ?? '')]));
};

/** One row per event or identifier that may carry a value: its person, time, name or type, and the texts. */
const rowsSql = (fields: readonly FieldPlan[], where = 'true'): string => {
  const logged = fields.filter(({ from }) => !('identifier' in from));
  const texts = logged.map((field) => `ifNull(${propertyOf(field)}, '') AS p${field.at}`);
  const none = logged.map((field) => `'' AS p${field.at}`);
  return [
    `SELECT ${['profile_id', 'ts', 'name', "'' AS type", "'' AS value", ...texts].join(', ')}
     FROM people_events WHERE name IN {events:Array(String)} AND ${where}`,
    `SELECT ${[`${personSql('id_key')} AS profile_id`, 'last_seen AS ts', "'' AS name", 'type', 'value', ...none].join(', ')}
     FROM identifiers WHERE type IN {identifiers:Array(String)} AND ${where}`,
  ].join('\nUNION ALL\n');
};

/** Lists and objects are no value. The name fits a pattern without backtick and backslash (rule-schema.ts). */
const propertyOf = ({ from }: FieldPlan): string => {
  const name = 'trait' in from ? from.trait : 'property' in from ? from.property : '';
  const json = `properties.\`${name}\``;
  return `if(startsWith(dynamicType(${json}), 'Array'), NULL, ${json}::Nullable(String))`;
};

const valueSql = ({ at, from }: FieldPlan): string =>
  'identifier' in from
    ? `argMaxIf(value, (ts, value), type = {from${at}:String})`
    : `argMaxIf(p${at}, (ts, p${at}), name = {from${at}:String} AND p${at} != '')`;

const fieldParams = (fields: readonly FieldPlan[]): Record<string, string> =>
  Object.fromEntries(
    fields.map(({ at, from }) => [
      `from${at}`,
      'identifier' in from ? from.identifier : 'event' in from ? from.event : '$identify',
    ]),
  );
