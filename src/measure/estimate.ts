import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** A number is never shown without its 95 % interval. */
export type Estimate = {
  readonly type: 'estimate';
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** Two-sided, of the hypothesis that the true value is 0. */
  readonly pValue: number;
};

/** What is said instead of an interval that would be a lie. */
export type NotEnough = {
  readonly type: 'not_enough';
  /** `people`: a group has fewer than two. `variation`: nobody differs, e.g. no order yet. `baseline`: the control is too near 0 for a ratio. */
  readonly of: 'people' | 'variation' | 'baseline';
};

export type Finding = Estimate | NotEnough;

export const confidence = 0.95;
const upperTail = 1 - (1 - confidence) / 2;
/** 1.959964, the normal quantile of 95 % intervals. */
export const normal95 = normalQuantile(upperTail, 0, 1);

/** @param degreesOfFreedom of Student's t; left out for the normal distribution */
export const estimateOf = (estimate: number, standardError: number, degreesOfFreedom?: number): Estimate => {
  const statistic = -Math.abs(estimate / standardError);
  const half = (degreesOfFreedom === undefined ? normal95 : tQuantile(upperTail, degreesOfFreedom)) * standardError;
  return {
    type: 'estimate',
    estimate,
    low: estimate - half,
    high: estimate + half,
    standardError,
    pValue: Math.min(
      1,
      2 * (degreesOfFreedom === undefined ? normalCdf(statistic, 0, 1) : tCdf(statistic, degreesOfFreedom)),
    ),
  };
};

/** The same finding in another unit: a mean times the number of heads is a total. */
export const scaled = (finding: Finding, factor: number): Finding => {
  if (finding.type !== 'estimate') return finding;
  const ends = [finding.low * factor, finding.high * factor];
  return {
    ...finding,
    estimate: finding.estimate * factor,
    low: Math.min(...ends),
    high: Math.max(...ends),
    standardError: finding.standardError * Math.abs(factor),
  };
};
