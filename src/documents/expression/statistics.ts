import { compareTexts } from './compare-texts.ts';
import type { Value } from './property-value.ts';

/** Null of nothing. */
export const meanOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((total, value) => total + value, 0) / numbers.length;

/** Of a sample, with n − 1; null below two numbers. One pass (Welford 1962), as the SQL twin's `varSampStable`. */
export const stddevOf = (numbers: readonly number[]): number | null => {
  if (numbers.length < 2) return null;
  let mean = 0;
  let squares = 0;
  numbers.forEach((value, i) => {
    const difference = value - mean;
    mean += difference / (i + 1);
    squares += difference * (value - mean);
  });
  return Math.sqrt(squares / (numbers.length - 1));
};

/**
 * The chance that two values drawn one after the other differ, 1 − Σ p² (Simpson 1949; also Gini's impurity): 0 when
 * always the same, towards 1 the more values there are and the more evenly they come. Null of nothing.
 */
export const diversityOf = (values: readonly Value[]): number | null => {
  if (values.length === 0) return null;
  const squares = [...countsOf(values).values()].reduce((total, count) => total + count * count, 0);
  return 1 - squares / (values.length * values.length);
};

/** The value seen most often; of several the one seen last, and of those in one millisecond the greatest. */
export const favouriteOf = (seen: readonly { readonly value: Value; readonly at: number }[]): Value => {
  const counts = countsOf(seen.map(({ value }) => value));
  const ranked = seen.toSorted(
    (a, b) => (counts.get(b.value) ?? 0) - (counts.get(a.value) ?? 0) || b.at - a.at || compareValues(b.value, a.value),
  );
  return ranked[0]?.value ?? null;
};

const countsOf = (values: readonly Value[]): ReadonlyMap<Value, number> => {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const compareValues = (a: Value, b: Value): number =>
  typeof a === 'string' && typeof b === 'string' ? compareTexts(a, b) : Number(a) - Number(b);
