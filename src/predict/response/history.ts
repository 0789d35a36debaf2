import type { Table } from '../table.ts';

/** Rows of randomised days: who got what, and what came of it within the horizon. */
export type ResponseHistory = {
  readonly table: Table;
  /** Which randomised day the row is of, from 0; on one day everybody had the same chances. */
  readonly day: Int32Array;
  /** 0 = nothing, k = the k-th treatment (counted from one). */
  readonly treatment: Int32Array;
  /** Orders, how many of them used a benefit, and the margin of all. */
  readonly orders: Float64Array;
  readonly uses: Float64Array;
  readonly marginMinor: Float64Array;
};

/** share(day, treatment): the chance that the day gave each treatment. */
export const dayShares = (
  { day, treatment }: ResponseHistory,
  treatments: number,
): ((day: number, treatment: number) => number) => {
  const width = treatments + 1;
  const days = day.reduce((most, d) => Math.max(most, d + 1), 0);
  const counts = new Float64Array(days * width);
  const totals = new Float64Array(days);
  day.forEach((d, i) => {
    counts[d * width + treatment[i]]++;
    totals[d]++;
  });
  return (d, a) => counts[d * width + a] / totals[d];
};

/** The chance with which each row got what it got. */
export const propensitiesOf = (history: ResponseHistory): Float64Array => {
  const share = dayShares(
    history,
    history.treatment.reduce((most, a) => Math.max(most, a), 0),
  );
  return Float64Array.from(history.treatment, (a, i) => share(history.day[i], a));
};
