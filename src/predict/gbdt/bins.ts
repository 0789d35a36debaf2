import { columnOf, type Table } from '../table.ts';

/**
 * A table turned into small integers: code 0 is "missing", code b ≥ 1 says the value lies in the feature's b-th bin,
 * that is cuts[b-2] < x ≤ cuts[b-1]. Trees are grown on codes and written down with the cuts as thresholds.
 */
export type Bins = {
  readonly rows: number;
  readonly features: number;
  /** Column-major like the table. */
  readonly codes: Uint8Array;
  /** Ascending, one fewer than the feature's bins. */
  readonly cuts: readonly Float32Array[];
  /** Where each feature's bins start in a histogram; entry [features] is the histogram's length in bins. */
  readonly starts: Int32Array;
};

/** Above this many rows the cuts come from evenly spaced rows: quantiles of a sample are as good, sorting is not free. */
const rowsForCuts = 100_000;

/** A threshold that every value is below: the split "present against missing". */
export const aboveAllValues = 3.4028234663852886e38;

/** Finds cuts for every feature and codes every value. `maxBins` ≤ 255 leaves the code 0 to missing values. */
export const binTable = (table: Table, maxBins: number): Bins => {
  const features = table.names.length;
  const codes = new Uint8Array(features * table.rows);
  const cuts: Float32Array[] = [];
  const starts = new Int32Array(features + 1);
  for (let j = 0; j < features; j++) {
    const column = columnOf(table, j);
    const featureCuts = findCuts(column, maxBins);
    cuts.push(featureCuts);
    starts[j + 1] = starts[j] + featureCuts.length + 2; // the missing bin, and one bin more than there are cuts
    encode(column, featureCuts, codes.subarray(j * table.rows, (j + 1) * table.rows));
  }
  return { rows: table.rows, features, codes, cuts, starts };
};

/**
 * Cuts of one column: halfway between neighbouring values when there are at most `maxBins` distinct ones, otherwise
 * at its quantiles.
 */
export const findCuts = (column: Float32Array, maxBins: number): Float32Array => {
  const sorted = sortedSample(column);
  const halfway: number[] = [];
  for (let i = 1; i < sorted.length && halfway.length < maxBins; i++) {
    if (sorted[i] !== sorted[i - 1]) halfway.push((sorted[i - 1] + sorted[i]) / 2);
  }
  if (halfway.length < maxBins) return Float32Array.from(halfway);
  const quantiles: number[] = [];
  for (let k = 1; k < maxBins; k++) {
    const value = sorted[Math.floor((sorted.length * k) / maxBins)];
    if (value > (quantiles.at(-1) ?? Number.NEGATIVE_INFINITY)) quantiles.push(value);
  }
  return Float32Array.from(quantiles);
};

const sortedSample = (column: Float32Array): Float32Array => {
  const step = Math.max(1, Math.floor(column.length / rowsForCuts));
  const present = new Float32Array(Math.ceil(column.length / step));
  let count = 0;
  for (let i = 0; i < column.length; i += step) {
    const value = column[i];
    if (!Number.isNaN(value)) present[count++] = value;
  }
  return present.subarray(0, count).sort();
};

const encode = (column: Float32Array, cuts: Float32Array, codes: Uint8Array): void => {
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (Number.isNaN(value)) continue; // stays 0
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= cuts[middle]) high = middle;
      else low = middle + 1;
    }
    codes[i] = low + 1;
  }
};
