import { estimateOf, type Finding } from './estimate.ts';
import { covarianceOf, meanOf, varianceOf, xMomentsOf, type Moments, type PairedMoments } from './moments.ts';

/**
 * Mean of the treated minus mean of the control, with Welch's interval (Welch 1947): unequal variances, Satterthwaite's
 * degrees of freedom. Means of money are skewed; from some hundreds of people a group on, the interval holds.
 */
export const differenceOfMeans = (treated: Moments, control: Moments): Finding => {
  if (treated.n < 2 || control.n < 2) return { type: 'not_enough', of: 'people' };
  const [a, b] = [varianceOf(treated) / treated.n, varianceOf(control) / control.n];
  if (a + b === 0) return { type: 'not_enough', of: 'variation' };
  const degreesOfFreedom = (a + b) ** 2 / (a ** 2 / (treated.n - 1) + b ** 2 / (control.n - 1));
  return estimateOf(meanOf(treated) - meanOf(control), Math.sqrt(a + b), degreesOfFreedom);
};

export type AdjustedDifference = {
  readonly finding: Finding;
  /** Share of the variance that the covariate explained, in [0, 1]. */
  readonly varianceReduction: number;
};

/**
 * CUPED (Deng, Xu, Kohavi & Walker 2013): compares y − θ x instead of y, where x is the same measure before the treatment and
 * θ = cov(x, y) / var(x) within groups. Randomisation makes the mean of x equal in expectation, so nothing is biased, and what a
 * person always buys no longer counts as noise.
 */
export const adjustedDifference = (treated: PairedMoments, control: PairedMoments): AdjustedDifference => {
  const plain = differenceOfMeans(treated, control);
  if (plain.type !== 'estimate') return { finding: plain, varianceReduction: 0 };
  const within = (part: (sample: PairedMoments) => number): number =>
    (treated.n - 1) * part(treated) + (control.n - 1) * part(control);
  const xVariance = within((sample) => varianceOf(xMomentsOf(sample)));
  if (xVariance === 0) return { finding: plain, varianceReduction: 0 };
  const theta = within(covarianceOf) / xVariance;
  const finding = differenceOfMeans(lessCovariate(treated, theta), lessCovariate(control, theta));
  if (finding.type !== 'estimate') return { finding: plain, varianceReduction: 0 };
  return { finding, varianceReduction: Math.max(0, 1 - (finding.standardError / plain.standardError) ** 2) };
};

/** Moments of y − θ x. */
const lessCovariate = (
  { n, sum, sumOfSquares, xSum, xSumOfSquares, xySum }: PairedMoments,
  theta: number,
): Moments => ({
  n,
  sum: sum - theta * xSum,
  sumOfSquares: sumOfSquares - 2 * theta * xySum + theta * theta * xSumOfSquares,
});
