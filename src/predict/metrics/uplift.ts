import { byScore } from './ranking.ts';

/** Rows of a randomised comparison of one treatment against none. */
export type Comparison = {
  /** Who should be treated first. */
  readonly score: ArrayLike<number>;
  readonly outcome: ArrayLike<number>;
  /** 1 treated, 0 not. */
  readonly treated: ArrayLike<number>;
  /** Probability with which each row got what it got; equal within each arm when left out. */
  readonly propensity?: ArrayLike<number> | undefined;
};

export type QiniPoint = { readonly share: number; readonly gain: number };

/**
 * Qini curve (Radcliffe 2007): the outcome gained, per head of the whole population, by treating only the best-scored
 * share φ of it:
 *
 *     gain(φ) = φ · (mean outcome of the treated − mean outcome of the others, both within the best-scored φ)
 *
 * with rows weighted by 1/propensity (Hájek). Radcliffe's curve counts gained outcomes in the treated group; this is the
 * same curve per head. A share with nobody on one side has gain 0.
 */
export const qiniCurve = (comparison: Comparison, shares: readonly number[] = twentieths): QiniPoint[] => {
  const { score, outcome, treated, propensity } = comparison;
  const order = byScore(score);
  const sums = { treatedWeight: 0, treatedOutcome: 0, otherWeight: 0, otherOutcome: 0 };
  let done = 0;
  return shares.map((share) => {
    for (; done < Math.round(share * order.length); done++) {
      const i = order[done];
      const w = 1 / (propensity?.[i] ?? 1);
      if (treated[i] === 1) {
        sums.treatedWeight += w;
        sums.treatedOutcome += w * outcome[i];
      } else {
        sums.otherWeight += w;
        sums.otherOutcome += w * outcome[i];
      }
    }
    const { treatedWeight, treatedOutcome, otherWeight, otherOutcome } = sums;
    const comparable = treatedWeight > 0 && otherWeight > 0;
    return { share, gain: comparable ? share * (treatedOutcome / treatedWeight - otherOutcome / otherWeight) : 0 };
  });
};

/**
 * Qini coefficient: area between the curve and the straight line of random targeting, in outcomes per head. 0 for a
 * score that says nothing, negative for one that is wrong.
 */
export const qiniCoefficient = (comparison: Comparison): number => {
  const points = [{ share: 0, gain: 0 }, ...qiniCurve(comparison, hundredths)];
  let area = 0;
  for (let k = 1; k < points.length; k++) {
    area += ((points[k].share - points[k - 1].share) * (points[k].gain + points[k - 1].gain)) / 2;
  }
  return area - points[points.length - 1].gain / 2;
};

/** Difference of mean outcomes between treated and others among the best-scored `share` of rows. */
export const upliftAt = (comparison: Comparison, share: number): number =>
  qiniCurve(comparison, [share])[0].gain / share;

const hundredths = Array.from({ length: 100 }, (_, k) => (k + 1) / 100);
const twentieths = Array.from({ length: 20 }, (_, k) => (k + 1) / 20);
