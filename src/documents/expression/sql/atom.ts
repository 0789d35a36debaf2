import type { OverEvents } from '../typed.ts';
import type { Context } from './condition-sql.ts';
import { givenTagSql, givenTagValueSql } from './given-tag-sql.ts';
import { rowsOf } from './rows.ts';
import { sequenceSql } from './sequence-sql.ts';
import { diversitySql, favouriteSql, intervalMeanSql, intervalVariationSql } from './statistics-sql.ts';
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
  if (aggregate.type === 'given_tag') return givenTagSql(aggregate, context);
  const rows = rowsOf(aggregate, context);
  switch (aggregate.name) {
    case 'count':
      return `toFloat64(${rows.count})`;
    case 'sum':
      return rows.sum;
    case 'mean':
      return rows.reduce('avg', 'value');
    case 'min':
    case 'max':
      return rows.reduce(aggregate.name, 'value');
    case 'distinct':
      return `toFloat64(ifNull(${rows.reduce('uniqExact', 'value')}, 0))`;
    case 'first':
      return rows.reduce('argMin', 'value', 'key');
    case 'last':
      return rows.reduce('argMax', 'value', 'key');
    case 'favourite':
      return favouriteSql(rows, context.fields.define);
    case 'diversity':
      return diversitySql(rows, context.fields.define);
    case 'stddev':
      return `sqrt(ifNotFinite(${rows.reduce('varSampStable', 'value')}, NULL))`;
    case 'days_since':
      return rows.reduce('max', 'ts');
    case 'days_since_first':
      return rows.reduce('min', 'ts');
    case 'interval_mean':
      return intervalMeanSql(rows);
    case 'interval_cv':
      return intervalVariationSql(rows);
  }
};

/** How the outer query reads the column: times become fractional days, what is known of a trait becomes its value. */
export const atomValueSql = ({ column, aggregate }: Atom, asOf: string): string => {
  if (aggregate.type === 'trait') return traitValueSql(column);
  if (aggregate.type === 'given_tag') return givenTagValueSql(column, aggregate, asOf);
  const time =
    aggregate.type === 'aggregate' && (aggregate.name === 'days_since' || aggregate.name === 'days_since_first');
  return time ? `((toUnixTimestamp64Milli(${asOf}) - toUnixTimestamp64Milli(${column})) / 86400000)` : column;
};
