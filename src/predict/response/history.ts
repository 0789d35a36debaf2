import type { Table } from '../table.ts';

/** Rows of randomised days: who got what by which chances, and what came of it within the horizon. */
export type ResponseHistory = {
  readonly table: Table;
  /** 0 = nothing, k = the k-th treatment (counted from one). */
  readonly treatment: Int32Array;
  /** Row-major, rows × (1 + treatments): the chance each row had of nothing and of each treatment. */
  readonly chance: Float64Array;
  /** Orders, how many of them used a benefit, and the margin of all. */
  readonly orders: Float64Array;
  readonly uses: Float64Array;
  readonly marginMinor: Float64Array;
};

/** The chance with which each row got what it got. */
export const propensitiesOf = ({ treatment, chance }: ResponseHistory): Float64Array => {
  const width = chance.length / treatment.length;
  return Float64Array.from(treatment, (arm, i) => chance[i * width + arm]);
};
