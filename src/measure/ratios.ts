import { estimateOf, normal95, type Finding } from './estimate.ts';
import { covarianceOf, meanOf, varianceOf, xMomentsOf, type Moments, type PairedMoments } from './moments.ts';

/** A control mean nearer to 0 than so many standard errors makes a ratio meaningless. */
const baselineErrors = 3;

/**
 * Relative lift: mean of the treated / mean of the control − 1, by the delta method (Casella & Berger, Statistical Inference, 5.5.4):
 * var ≈ var(a)/b² + a² var(b)/b⁴ for independent means a and b.
 */
export const relativeLift = (treated: Moments, control: Moments): Finding => {
  if (treated.n < 2 || control.n < 2) return { type: 'not_enough', of: 'people' };
  const [a, b] = [meanOf(treated), meanOf(control)];
  const [varianceA, varianceB] = [varianceOf(treated) / treated.n, varianceOf(control) / control.n];
  if (varianceA + varianceB === 0) return { type: 'not_enough', of: 'variation' };
  if (Math.abs(b) < baselineErrors * Math.sqrt(varianceB)) return { type: 'not_enough', of: 'baseline' };
  return estimateOf(a / b - 1, Math.sqrt(varianceA / b ** 2 + (a ** 2 * varianceB) / b ** 4));
};

/**
 * Σ y / Σ x of one group, both per person: margin per order, cost per redemption. People, not orders, are what was
 * randomised, so the error comes from people (Deng, Knoblich & Lu 2018).
 */
export const ratioOfSums = (sample: PairedMoments): Finding => {
  const { n, sum, xSum } = sample;
  if (n < 2) return { type: 'not_enough', of: 'people' };
  const x = xMomentsOf(sample);
  const mean = meanOf(x);
  if (Math.abs(mean) < baselineErrors * Math.sqrt(varianceOf(x) / n) || mean === 0)
    return { type: 'not_enough', of: 'baseline' };
  const ratio = sum / xSum;
  const variance = varianceOf(sample) - 2 * ratio * covarianceOf(sample) + ratio * ratio * varianceOf(x);
  if (variance <= 0) return { type: 'not_enough', of: 'variation' };
  return estimateOf(ratio, Math.sqrt(variance / n) / Math.abs(mean));
};

export type Count = { readonly n: number; readonly hits: number };

/** One proportion with Wilson's score interval (Wilson 1927): right also for 0 of 20. */
export const proportion = ({ n, hits }: Count): Finding => {
  if (n < 1) return { type: 'not_enough', of: 'people' };
  const { low, high } = wilson({ n, hits });
  const p = hits / n;
  return { ...estimateOf(p, Math.sqrt((p * (1 - p)) / n) || (high - low) / (2 * normal95)), low, high };
};

/**
 * Difference of two proportions with Newcombe's hybrid score interval (Newcombe 1998, method 10), which stays honest for
 * the small rates of marketing; the p-value is of the pooled z test.
 */
export const differenceOfProportions = (treated: Count, control: Count): Finding => {
  if (treated.n < 1 || control.n < 1) return { type: 'not_enough', of: 'people' };
  const [a, b] = [treated.hits / treated.n, control.hits / control.n];
  const [wa, wb] = [wilson(treated), wilson(control)];
  const pooled = (treated.hits + control.hits) / (treated.n + control.n);
  const pooledError = Math.sqrt(pooled * (1 - pooled) * (1 / treated.n + 1 / control.n));
  if (pooledError === 0) return { type: 'not_enough', of: 'variation' };
  return {
    type: 'estimate',
    estimate: a - b,
    low: a - b - Math.hypot(a - wa.low, wb.high - b),
    high: a - b + Math.hypot(wa.high - a, b - wb.low),
    standardError: Math.sqrt((a * (1 - a)) / treated.n + (b * (1 - b)) / control.n),
    pValue: estimateOf(a - b, pooledError).pValue,
  };
};

const wilson = ({ n, hits }: Count): { readonly low: number; readonly high: number } => {
  const z2 = normal95 ** 2;
  const p = hits / n;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (normal95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
};
