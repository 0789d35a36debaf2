import type { TypedAggregate } from '../typed.ts';
import type { Fields } from './fields.ts';
import type { Parameters } from './parameters.ts';
import { scalarSql } from './scalar-sql.ts';

/** Whether the row at hand is one of the aggregate's events. */
export const conditionSql = (
  { event, where, window }: Pick<TypedAggregate, 'event' | 'where' | 'window'>,
  { parameters, fields, asOf }: Context,
): string => {
  const ago = (ms: number): string => `${asOf} - toIntervalMillisecond(${parameters.add('Int64', ms)})`;
  const parts = [`name = ${parameters.add('String', event)}`];
  if (window.fromMs !== null) parts.push(`ts >= ${ago(window.fromMs)}`);
  if (window.untilMs > 0) parts.push(`ts < ${ago(window.untilMs)}`);
  if (where !== null)
    parts.push(scalarSql(where, { parameters, property: fields.add, aggregate: impossible, audience: impossible }));
  return parts.join(' AND ');
};

export type Context = { readonly parameters: Parameters; readonly fields: Fields; readonly asOf: string };

/** The parser refuses aggregates and audiences inside `where`. */
const impossible = (): never => {
  throw new Error('an aggregate inside where');
};
