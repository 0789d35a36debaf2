import type { TypedAggregate } from '../typed.ts';
import type { Fields } from './fields.ts';
import type { Parameters } from './parameters.ts';
import { scalarSql } from './scalar-sql.ts';

/** One aggregate as a column of the scan. Expressions that ask the same share it. */
export type Atom = {
  readonly column: string;
  readonly aggregate: TypedAggregate;
};

/** The same text for the same question. `mean(e.x, 90d)` asked by forty features is one atom. */
export const atomKey = ({ name, event, property, where, window }: TypedAggregate): string =>
  JSON.stringify([name, event, property, where, window]);

/**
 * The aggregate function over the scan's rows. A column is Nullable exactly where the aggregate of nothing is null, so
 * that what a LEFT JOIN fills in for people without events is the language's value of nothing.
 */
export const atomSql = (aggregate: TypedAggregate, context: Context): string => {
  const condition = conditionSql(aggregate, context);
  const { property } = aggregate;
  const value = property === null ? '' : context.fields.add(property.path, property.as);
  switch (aggregate.name) {
    case 'count':
      return `toFloat64(countIf(${condition}))`;
    case 'sum':
      return `ifNull(sumIf(${value}, ${condition}), 0.)`;
    case 'mean':
      return `avgIf(${value}, ${condition})`;
    case 'min':
      return `minIf(${value}, ${condition})`;
    case 'max':
      return `maxIf(${value}, ${condition})`;
    case 'distinct':
      return `toFloat64(uniqExactIf(${value}, ${condition}))`;
    case 'first':
      return `argMinIf(${value}, (ts, event_id), ${condition} AND isNotNull(${value}))`;
    case 'last':
      return `argMaxIf(${value}, (ts, event_id), ${condition} AND isNotNull(${value}))`;
    case 'days_since':
      return `maxOrNullIf(ts, ${condition})`;
    case 'days_since_first':
      return `minOrNullIf(ts, ${condition})`;
  }
};

const conditionSql = (aggregate: TypedAggregate, { parameters, fields, asOf }: Context): string => {
  const { event, where, window } = aggregate;
  const ago = (ms: number): string => `${asOf} - toIntervalMillisecond(${parameters.add('Int64', ms)})`;
  const parts = [`name = ${parameters.add('String', event)}`];
  if (window.fromMs !== null) parts.push(`ts >= ${ago(window.fromMs)}`);
  if (window.untilMs > 0) parts.push(`ts < ${ago(window.untilMs)}`);
  if (where !== null)
    parts.push(scalarSql(where, { parameters, property: fields.add, aggregate: impossible, audience: impossible }));
  return parts.join(' AND ');
};

type Context = { readonly parameters: Parameters; readonly fields: Fields; readonly asOf: string };

/** The parser refuses aggregates and audiences inside `where`. */
const impossible = (): never => {
  throw new Error('an aggregate inside where');
};

/** How the outer query reads the column: times become fractional days. */
export const atomValueSql = ({ column, aggregate }: Atom, asOf: string): string => {
  const time = aggregate.name === 'days_since' || aggregate.name === 'days_since_first';
  return time ? `((toUnixTimestamp64Milli(${asOf}) - toUnixTimestamp64Milli(${column})) / 86400000)` : column;
};
