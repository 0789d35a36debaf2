import type { Rows } from './rows.ts';

/** The twins of statistics.ts, where the formulae stand in words. Each is null of nothing. */

/** Names what several places of the SQL say. */
type Define = (sql: string) => string;

const dayMs = 86_400_000;

/**
 * Numbering each value's occurrences (`arrayEnumerateUniq`: a, b, a → 1, 1, 2) counts them without a map per person: the
 * favourite is where the number is greatest, of several such places the last; see docs/adr/0031.
 */
export const favouriteSql = (rows: Pick<Rows, 'valuesInTime'>, define: Define): string => {
  const values = define(rows.valuesInTime);
  const numbered = define(`arrayEnumerateUniq(${values})`);
  const fromBehind = `indexOf(arrayReverse(${numbered}), arrayMax(${numbered}))`;
  return `if(empty(${values}), NULL, ${values}[length(${values}) + 1 - ${fromBehind}])`;
};

/** n² = 1 + 3 + … + (2n − 1), so that the squares of all counts are twice the sum of the numbers less how many there are. */
export const diversitySql = (rows: Pick<Rows, 'values'>, define: Define): string => {
  const values = define(rows.values);
  const squares = `(2 * arraySum(arrayEnumerateUniq(${values})) - length(${values}))`;
  return `if(empty(${values}), NULL, 1 - ${squares} / (length(${values}) * length(${values})))`;
};

export const distinctSql = ({ values }: Pick<Rows, 'values'>): string => `toFloat64(length(arrayDistinct(${values})))`;

export const intervalMeanSql = (rows: Rows): string => {
  const ms = (of: string): string => `toUnixTimestamp64Milli(${rows.reduce(of, 'ts')})`;
  return `if(${rows.count} > 1, (${ms('max')} - ${ms('min')}) / ${dayMs} / (${rows.count} - 1), NULL)`;
};

/** Of intervals in milliseconds: the ratio has no unit. */
export const intervalVariationSql = (rows: Rows): string => {
  const intervals = `arrayPopFront(arrayDifference(${rows.times}))`;
  return `if(${rows.count} > 2, sqrt(arrayReduce('varSampStable', ${intervals})) / nullIf(arrayAvg(${intervals}), 0), NULL)`;
};
