import type { Edge, TypedAggregate } from '../typed.ts';
import type { Fields } from './fields.ts';
import type { Parameters } from './parameters.ts';
import { scalarSql } from './scalar-sql.ts';

/** Whether the row at hand is one of the aggregate's events. */
export const conditionSql = (
  { event, where, window }: Pick<TypedAggregate, 'event' | 'where' | 'window'>,
  context: Context,
): string => {
  const { parameters, fields } = context;
  const parts = [`name = ${parameters.add('String', event)}`];
  // where an event begins the window, only the whole of the person's events tells: see rows.ts
  if (window.from !== null && window.from.type !== 'event') parts.push(sinceEdgeSql(window.from, context));
  if (window.until !== null) parts.push(`NOT ${sinceEdgeSql(window.until, context)}`);
  if (where !== null) parts.push(scalarSql(where, { parameters, property: fields.add, ...onlyOutside }));
  return parts.join(' AND ');
};

/** Of many dates every row has its own T: two whole numbers are compared four times as fast as two moments (docs/adr/0031). */
const sinceEdgeSql = (edge: Edge, context: Context): string => {
  const { fields, parameters, asOf } = context;
  if (edge.type !== 'ago' || context.dates === 'one') return `(ts >= ${edgeSql(edge, context)})`;
  const age = fields.define(`toUnixTimestamp64Milli(${asOf}) - toUnixTimestamp64Milli(ts)`);
  return `(${age} <= ${parameters.add('Int64', edge.ms)})`;
};

export type Context = {
  readonly parameters: Parameters;
  readonly fields: Fields;
  readonly dates: 'one' | 'many';
  readonly asOf: string;
  /** IANA name of the zone whose days count. */
  readonly timeZone: string;
};

/** A window's edge as a moment. */
export const edgeSql = (
  edge: Edge,
  { parameters, asOf, timeZone }: Pick<Context, 'parameters' | 'asOf' | 'timeZone'>,
): string => {
  if (edge.type === 'ago') return `${asOf} - toIntervalMillisecond(${parameters.add('Int64', edge.ms)})`;
  const zone = parameters.add('String', timeZone);
  const midnight = (date: string): string => `toDateTime64(${date}, 3, ${zone})`;
  if (edge.type === 'date') return midnight(`toDate(${parameters.add('String', edge.date)})`);
  const back = parameters.add('Int64', edge.back);
  switch (edge.unit) {
    case 'day':
      return midnight(`toDate(${asOf}, ${zone}) - ${back}`);
    case 'week':
      // mode 1: weeks begin on Monday
      return midnight(`toStartOfWeek(${asOf}, 1, ${zone}) - 7 * ${back}`);
    case 'month':
      return midnight(`subtractMonths(toStartOfMonth(${asOf}, ${zone}), ${back})`);
    case 'quarter':
      return midnight(`subtractQuarters(toStartOfQuarter(${asOf}, ${zone}), ${back})`);
    case 'year':
      return midnight(`subtractYears(toStartOfYear(${asOf}, ${zone}), ${back})`);
  }
};

/** The parser refuses everything about the whole person inside `where`. */
const impossible = (): never => {
  throw new Error('an aggregate inside where');
};
export const onlyOutside = {
  aggregate: impossible,
  audience: impossible,
  score: impossible,
  level: impossible,
} as const;
