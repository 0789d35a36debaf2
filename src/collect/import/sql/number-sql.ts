import type { NumberFrom } from '../mapping.ts';

/** A number of a row as SQL: its value, and what makes it none. */
export type NumberSql = {
  /** Nullable(Float64) with four decimals; null when a cell is empty. */
  readonly value: string;
  /** [condition, column at fault, detail], in order. */
  readonly faults: readonly (readonly [condition: string, column: string, detail: string])[];
};

/** Numbers from here on are larger than the log's Decimal(18, 4) holds. */
const tooLarge = '1e13';

/** @param cell the SQL of a column's trimmed text @param text a parameter of a text */
export const numberSql = (
  from: NumberFrom,
  { cell, text, times }: { cell: (column: string) => string; text: (value: string) => string; times?: string },
): NumberSql => {
  const columns = typeof from === 'string' ? [from] : from.multiply;
  const product = columns.map((column) => `toFloat64OrNull(${cell(column)})`).join(' * ');
  const faults = columns.map((column, index) => {
    const filled = columns.slice(0, index + 1).map((each) => `${cell(each)} != ''`);
    const condition = `${filled.join(' AND ')} AND NOT ifNull(isFinite(toFloat64OrNull(${cell(column)})), 0)`;
    const detail = `concat(${text(`${column} = `)}, toJSONString(${cell(column)}), ' is not a number')`;
    return [condition, column, detail] as const;
  });
  const large = `ifNull(abs(${product}) >= ${tooLarge}, 0)`;
  const largeDetail = `concat(toString(${product}), ' is larger than the log holds')`;
  const rounded = fourDecimals(product);
  return {
    value: times === undefined ? rounded : fourDecimals(`${rounded} * ${times}`),
    faults: [...faults, [large, columns[0] ?? '', largeDetail]],
  };
};

// 2.55 × 6 is 15.299999999999999 in binary; money has four decimals in the log
const fourDecimals = (value: string): string => `floor((${value}) * 10000 + 0.5) / 10000`;
