import type { Arm, EffectPrior, Treatment } from './format.ts';

export type ArmRows = {
  readonly treatment: ArrayLike<number>;
  /** Outcome minus what was expected of the row anyway. */
  readonly residual: Float64Array;
  readonly weight: Float64Array;
};

/**
 * Mean effect of every treatment against none, shrunk twice: each treatment towards the mean of all treatments, as far
 * as chance explains their differences (normal-normal empirical Bayes with DerSimonian & Laird's 1986 variance), and
 * that mean towards the declared prior. The untreated rows are shared by all comparisons, so their error moves the mean
 * and not the differences. With no rows at all the prior is what remains.
 */
export const armMeans = (rows: ArmRows, treatments: readonly Treatment[], prior: EffectPrior): Arm[] => {
  const [none, ...treated] = momentsPerArm(rows, treatments.length);
  const measured = treated.map((arm) => (arm.weight > 0 && none.weight > 0 ? arm.mean - none.mean : null));
  const known = treated.flatMap((arm, k) => {
    const effect = measured[k];
    return effect === null ? [] : [{ k, effect, variance: arm.variance }];
  });
  const between = betweenVariance(known);
  // the mean over these treatments: its estimate, the error of that, and how far from the prior it may really lie
  const total = sum(known.map(({ variance }) => 1 / (variance + between)));
  const shares = known.map(({ variance }) => 1 / (variance + between) / total);
  const pooled = sum(known.map(({ effect }, k) => shares[k] * effect));
  const error = sum(known.map(({ variance }, k) => shares[k] ** 2 * variance)) + none.variance;
  const leeway = prior.sd ** 2 + (known.length ? between / known.length : 0);
  const centre = known.length ? prior.effect + (leeway / (leeway + error)) * (pooled - prior.effect) : prior.effect;
  return treatments.map(({ name }, k) => {
    const raw = measured[k];
    const own = treated[k];
    const keep = raw === null || between === 0 ? 0 : between / (between + own.variance);
    return {
      name,
      rows: own.rows,
      measured: raw,
      standardError: raw === null ? null : Math.sqrt(own.variance + none.variance),
      effect: centre + keep * ((raw ?? pooled) - pooled),
    };
  });
};

type Moments = { rows: number; weight: number; mean: number; variance: number };

/** Weighted mean per arm and the variance of that mean, from one residual variance for all arms. */
const momentsPerArm = ({ treatment, residual, weight }: ArmRows, treatments: number): [Moments, ...Moments[]] => {
  const empty = (): Moments & { squares: number } => ({ rows: 0, weight: 0, mean: 0, variance: 0, squares: 0 });
  const arms = [empty(), ...Array.from({ length: treatments }, empty)] as const;
  for (let i = 0; i < residual.length; i++) {
    const arm = arms[treatment[i]];
    arm.rows++;
    arm.weight += weight[i];
    arm.squares += weight[i] ** 2;
    arm.mean += weight[i] * residual[i];
  }
  for (const arm of arms) arm.mean = arm.weight > 0 ? arm.mean / arm.weight : 0;
  // one more row, as far off as outcomes lie apart: else few rows with equal outcomes would seem to be certain
  let [scatter, total] = [spread(residual) ** 2, 1];
  for (let i = 0; i < residual.length; i++) {
    scatter += weight[i] * (residual[i] - arms[treatment[i]].mean) ** 2;
    total += weight[i];
  }
  // an arm of two rows with equal outcomes has no variance of its own, hence the common one
  for (const arm of arms) {
    const effectiveRows = arm.squares > 0 ? arm.weight ** 2 / arm.squares : 0;
    arm.variance = effectiveRows > 0 ? scatter / total / effectiveRows : Number.POSITIVE_INFINITY;
  }
  return [arms[0], ...arms.slice(1)];
};

/** DerSimonian & Laird's moment estimate of how much the true effects differ, beyond what chance makes them. */
const betweenVariance = (known: readonly { effect: number; variance: number }[]): number => {
  if (known.length < 2) return 0;
  const weights = known.map(({ variance }) => 1 / Math.max(variance, 1e-18));
  const total = sum(weights);
  const mean = sum(known.map(({ effect }, k) => weights[k] * effect)) / total;
  const q = sum(known.map(({ effect }, k) => weights[k] * (effect - mean) ** 2));
  return Math.max(0, (q - (known.length - 1)) / (total - sum(weights.map((w) => w * w)) / total));
};

/** Highest − lowest, or 1 when nothing differs. */
const spread = (values: Float64Array): number => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high > low ? high - low : 1;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
