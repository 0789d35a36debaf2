/**
 * Sufficient numbers: all that the tests here need to know about a sample. SQL makes them (count, sum, sum of products) and
 * they add up over rounds and shards.
 */
export type Moments = {
  readonly n: number;
  /** Σ y */
  readonly sum: number;
  /** Σ y² */
  readonly sumOfSquares: number;
};

/** The same with a second variable: a pre-period covariate x, or the denominator of a ratio. */
export type PairedMoments = Moments & {
  readonly xSum: number;
  readonly xSumOfSquares: number;
  /** Σ x y */
  readonly xySum: number;
};

export const meanOf = ({ n, sum }: Moments): number => sum / n;

/** Unbiased sample variance, never negative whatever the rounding. */
export const varianceOf = ({ n, sum, sumOfSquares }: Moments): number =>
  Math.max(0, (sumOfSquares - (sum * sum) / n) / (n - 1));

export const xMomentsOf = ({ n, xSum, xSumOfSquares }: PairedMoments): Moments => ({
  n,
  sum: xSum,
  sumOfSquares: xSumOfSquares,
});

export const covarianceOf = ({ n, sum, xSum, xySum }: PairedMoments): number => (xySum - (sum * xSum) / n) / (n - 1);

/** Several samples as one: rounds of the same group pool by their sums. */
export const pooledMoments = (samples: readonly PairedMoments[]): PairedMoments =>
  samples.reduce(
    (total, sample) => ({
      n: total.n + sample.n,
      sum: total.sum + sample.sum,
      sumOfSquares: total.sumOfSquares + sample.sumOfSquares,
      xSum: total.xSum + sample.xSum,
      xSumOfSquares: total.xSumOfSquares + sample.xSumOfSquares,
      xySum: total.xySum + sample.xySum,
    }),
    noPeople,
  );

/** Nobody: the neutral element of pooling. */
export const noPeople: PairedMoments = { n: 0, sum: 0, sumOfSquares: 0, xSum: 0, xSumOfSquares: 0, xySum: 0 };

/** For tests and small samples. */
export const momentsOf = (ys: readonly number[], xs: readonly number[] = []): PairedMoments =>
  ys.reduce((total, y, i) => {
    const x = xs[i] ?? 0;
    return {
      n: total.n + 1,
      sum: total.sum + y,
      sumOfSquares: total.sumOfSquares + y * y,
      xSum: total.xSum + x,
      xSumOfSquares: total.xSumOfSquares + x * x,
      xySum: total.xySum + x * y,
    };
  }, noPeople);
