import type { Rows } from './rows.ts';

/** The twins of statistics.ts, where the formulae stand in words. Each is null of nothing. */

const dayMs = 86_400_000;

export const favouriteSql = (rows: Rows): string => {
  const [counts, last] = [countsSql(rows), rows.reduceMap('maxMap', 'times')];
  const ranked = `arrayReverseSort(arrayMap((value, n, at) -> (n, at, value), ${counts}.1, ${counts}.2, ${last}.2))`;
  return `if(empty(${counts}.1), NULL, ${ranked}[1].3)`;
};

export const diversitySql = (rows: Rows): string => {
  const counts = `${countsSql(rows)}.2`;
  const total = `arraySum(${counts})`;
  return `if(empty(${counts}), NULL, 1 - arraySum(n -> n * n, ${counts}) / (${total} * ${total}))`;
};

/** (values in order, how often each) */
const countsSql = (rows: Rows): string => rows.reduceMap('sumMap', 'ones');

export const intervalMeanSql = (rows: Rows): string => {
  const ms = (of: string): string => `toUnixTimestamp64Milli(${rows.reduce(of, 'ts')})`;
  return `if(${rows.count} > 1, (${ms('max')} - ${ms('min')}) / ${dayMs} / (${rows.count} - 1), NULL)`;
};

/** Of intervals in milliseconds: the ratio has no unit. */
export const intervalVariationSql = (rows: Rows): string => {
  const intervals = `arrayPopFront(arrayDifference(${rows.times}))`;
  return `if(${rows.count} > 2, sqrt(arrayReduce('varSampStable', ${intervals})) / nullIf(arrayAvg(${intervals}), 0), NULL)`;
};
