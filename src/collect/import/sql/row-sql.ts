import { isSensitive } from '../../identifiers.ts';
import type { EffectivePlan } from '../../plan/read-definitions.ts';
import { columnsOf, type Mapping, type PropertyFrom } from '../mapping.ts';
import { bodySql, cellLayer, type RowFormat } from './cell-sql.ts';
import { eventIdSql } from './event-id-sql.ts';
import { hidePersonalSql } from './hide-personal-sql.ts';
import { identifierSql } from './identifier-sql.ts';
import { type NumberSql, numberSql } from './number-sql.ts';
import { createParameters, type Parameters, quotedName } from './parameters.ts';
import { planSql } from './plan-reason-sql.ts';
import { testSql } from './test-sql.ts';
import { latestMs, timeSql } from './time-sql.ts';

export type RowQuery = { readonly sql: string; readonly params: Readonly<Record<string, unknown>> };

export type RowSqlArgs = {
  readonly mapping: Mapping;
  readonly format: RowFormat;
  /** SQL of a table with `n`, `line` and `k` (how often the same row came before it; 0 for the first). */
  readonly rows: (parameters: Parameters) => string;
  /** SQL of a table with `type`, `value` and `stored` for the identifiers that Gyre itself has to read. */
  readonly people: (parameters: Parameters) => string;
  readonly receivedAt: Date;
  /** The tracking plan in force. */
  readonly plan: EffectivePlan;
};

/**
 * A mapping compiled to one SELECT: a row is an event when `reason` is empty, else it goes to quarantine with `reason`,
 * `detail` and `body`. Three layers: a line's cells, what they say, what is wrong with them.
 *
 * Columns: n, reason, detail, body, and those of the log.
 */
export const rowSql = ({ mapping, format, rows, people, receivedAt, plan }: RowSqlArgs): RowQuery => {
  const parameters = createParameters();
  const { text } = parameters;
  const columns = columnsOf(mapping);
  const at = new Map(columns.map((column, index) => [column, `c${index}`]));
  const cell = (column: string): string => at.get(column) ?? "''";
  const cells = cellLayer({ format, columns, rows: rows(parameters), parameters });
  const ids = identifierSql({ mapping, cell, people, parameters });
  const properties = Object.entries(mapping.properties)
    .filter(([name]) => !isSensitive(name))
    .map(([name, from]) => ({ name, ...propertySql(from, cell, parameters) }));
  const value = mapping.value === undefined ? undefined : numberSql(mapping.value, { cell, text });
  const numbers = [...properties.flatMap(({ number }) => number ?? []), ...(value === undefined ? [] : [value])];

  const name = mapping.events.map(({ name: event, when }) =>
    when === undefined ? ['1', text(event)] : [testSql(when, cell(when.column), parameters), text(event)],
  );
  const said = [
    'n',
    'content',
    'k',
    'cells',
    'cells_wrong',
    ...columns.map(cell),
    `multiIf(${name.map((branch) => branch.join(', ')).join(', ')}, '') AS name`,
    `${timeSql(mapping.time, { cell: cell(mapping.time.column), text })} AS ms_read`,
    `if(ms_read >= 0 AND ms_read < ${latestMs}, ms_read, NULL) AS ms`,
    `${ids.known} AS known`,
    `${mapping.session === undefined ? "''" : cell(mapping.session)} AS session_id`,
    `${value?.value ?? "CAST(NULL, 'Nullable(Float64)')"} AS amount`,
    `${propertiesSql(properties)} AS properties`,
  ];

  const quotes = (column: string): string => `concat(${text(`${column} = `)}, toJSONString(${cell(column)}))`;
  const faults: readonly (readonly [condition: string, reason: string, detail: string])[] = [
    ["cells_wrong != ''", "'malformed_row'", 'cells_wrong'],
    ...mapping.require.map(
      ({ test, reason }) =>
        [`NOT (${testSql(test, cell(test.column), parameters)})`, text(reason), quotes(test.column)] as const,
    ),
    ['empty(known)', "'missing_identifier'", `concat(${Object.values(mapping.ids).map(quotes).join(", ', ', ")}, '')`],
    ["name = ''", "'invalid_event'", "'no entry of `events` fits the row'"],
    ...numbers.flatMap(({ faults: each }) =>
      each.map(([condition, column, detail]) => [condition, text(`invalid_number:${column}`), detail] as const),
    ),
    ['isNull(ms)', "'invalid_time'", `concat(toJSONString(${cell(mapping.time.column)}), ' is not a time')`],
  ];
  const broken = planSql(
    plan,
    mapping.events.map((event) => event.name),
    parameters,
  );
  const eventId = eventIdSql(mapping.source, parameters);

  // conditions are columns, so that the choice among them is one pass over bytes. What to say is worked out inside a
  // lambda over `bad`, which is empty for good rows: the engine then computes it for the others alone
  const why = faults.map((_fault, index) => `f${index}, ${index + 1}`).join(', ');
  const reasons = `transform(why, [${faults.map((_fault, index) => index + 1).join(', ')}], [${faults.map(([, reason]) => reason).join(', ')}], '')`;
  const details = faults.map(([, , detail], index) => `w = ${index + 1}, ${detail}`).join(',\n    ');
  const judged = [
    '*',
    `multiIf(${why}, 0) AS why`,
    `if(why = 0, ${broken}, ${reasons}) AS reason`,
    `if(reason = '', [], [why]) AS bad`,
    `arrayMap(w -> multiIf(${details}, reason), bad)[1] AS detail`,
    `arrayMap(w -> ${bodySql(format, parameters)}, bad)[1] AS body`,
  ];
  const columnsOfLog = [
    'n',
    'reason',
    'substringUTF8(detail, 1, 500) AS detail',
    'body',
    `${eventId} AS event_id`,
    'name',
    "fromUnixTimestamp64Milli(ifNull(ms, 0), 'UTC') AS ts",
    `${parameters.add("DateTime64(3, 'UTC')", receivedAt)} AS received_at`,
    `${text(mapping.source)} AS source`,
    `arrayMap(i -> reinterpretAsUInt64(substring(SHA256(concat(i.1, ':', i.2)), 1, 8)), known) AS id_keys`,
    'id_keys[1] AS id_key',
    "CAST(known, 'Map(LowCardinality(String), String)') AS ids",
    'session_id',
    'properties',
    "CAST('{}', 'JSON(max_dynamic_paths = 8)') AS context",
    "CAST(toDecimal64OrNull(toString(amount), 4), 'Nullable(Decimal(18, 4))') AS value",
    `if(isNull(amount), '', ${text(mapping.currency)}) AS currency`,
  ];
  return {
    sql: `SELECT ${columnsOfLog.join(',\n  ')}
FROM (
  SELECT ${judged.join(',\n    ')}
  FROM (
    SELECT *, ${faults.map(([condition], index) => `toUInt8(${condition}) AS f${index}`).join(', ')}
    FROM (
      SELECT ${said.join(',\n        ')}
      FROM (${cells}) AS cell${ids.joins})))`,
    params: parameters.values,
  };
};

type PropertySql = { readonly type: 'String' | 'Float64'; readonly value: string; readonly number?: NumberSql };

const propertySql = (from: PropertyFrom, cell: (column: string) => string, parameters: Parameters): PropertySql => {
  if (typeof from === 'string' || 'text' in from)
    return { type: 'String', value: `nullIf(${cell(typeof from === 'string' ? from : from.text)}, '')` };
  const times = from.times === undefined ? {} : { times: parameters.add('Float64', from.times) };
  const number = numberSql(from.number, { cell, text: parameters.text, ...times });
  return { type: 'Float64', value: number.value, number };
};

/** Absent is what is null: the engine's JSON keeps no nulls. */
const propertiesSql = (properties: readonly ({ readonly name: string } & PropertySql)[]): string => {
  const type = 'JSON(max_dynamic_paths = 64)';
  if (properties.length === 0) return `CAST('{}', '${type}')`;
  const shape = properties.map(({ name, type: each }) => `${quotedName(name)} Nullable(${each})`).join(', ');
  return `CAST(CAST(tuple(${properties.map(({ name, type: each, value }) => hidePersonalSql(name, each, value)).join(', ')}), 'Tuple(${shape})'), '${type}')`;
};
