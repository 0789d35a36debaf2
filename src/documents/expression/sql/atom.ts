import type { OverEvents } from '../typed.ts';
import { conditionSql, type Context } from './condition-sql.ts';
import { sequenceSql } from './sequence-sql.ts';
import { traitSql, traitValueSql } from './trait-sql.ts';

/** One aggregate as a column of the scan. Expressions that ask the same share it. */
export type Atom = {
  readonly column: string;
  readonly aggregate: OverEvents;
};

/** The same text for the same question. `mean(e.x, 90d)` asked by forty features is one atom. */
export const atomKey = (aggregate: OverEvents): string => JSON.stringify(aggregate);

/**
 * The aggregate function over the scan's rows. A column is Nullable exactly where the aggregate of nothing is null, so
 * that what a LEFT JOIN fills in for people without events is the language's value of nothing.
 */
export const atomSql = (aggregate: OverEvents, context: Context): string => {
  if (aggregate.type === 'sequence') return sequenceSql(aggregate, context);
  if (aggregate.type === 'trait') return traitSql(aggregate, context);
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

/** How the outer query reads the column: times become fractional days, what is known of a trait becomes its value. */
export const atomValueSql = ({ column, aggregate }: Atom, asOf: string): string => {
  if (aggregate.type === 'trait') return traitValueSql(column);
  const time =
    aggregate.type === 'aggregate' && (aggregate.name === 'days_since' || aggregate.name === 'days_since_first');
  return time ? `((toUnixTimestamp64Milli(${asOf}) - toUnixTimestamp64Milli(${column})) / 86400000)` : column;
};
