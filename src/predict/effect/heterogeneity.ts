import { seededRandom } from '#platform/random.ts';
import type { GbdtModel, GbdtParameters } from '../gbdt/format.ts';
import { predictMargins } from '../gbdt/predict.ts';
import { trainGbdt, type Labelled } from '../gbdt/train.ts';
import type { Table } from '../table.ts';
import { armMeans } from './arm-means.ts';
import { others, subset } from './baseline.ts';
import { designTable } from './design.ts';
import type { EffectPrior, Treatment } from './format.ts';

export type HeterogeneityArgs = {
  readonly table: Table;
  readonly treatment: ArrayLike<number>;
  readonly outcome: Float64Array;
  /** Cross-fitted E[outcome | x]. */
  readonly baseline: Float64Array;
  /** Stabilised, so that each arm's chance is its share for everybody. */
  readonly weight: Float64Array;
  readonly shares: Float64Array;
  readonly treatments: readonly Treatment[];
  readonly prior: EffectPrior;
  readonly folds: readonly Int32Array[];
  readonly seed: string;
  readonly onFold?: (() => void) | undefined;
};

export type Heterogeneity = {
  readonly trees: GbdtModel;
  readonly slope: number;
  readonly slopeError: number;
  /** By how much the trees' deviations are believed: 0 when held-out rows do not bear them out. */
  readonly scale: number;
  /** Per treatment and row: the effect estimated without the row's fold. */
  readonly outOfFold: readonly Float64Array[];
};

/** Copies of every untreated row, each imagining another treatment it did not get. */
const mostShadows = 3;

/**
 * How effects differ between people and treatments, beyond the treatment means τ̄_a: the R-learner (Nie & Wager 2021)
 *
 *     min_h Σ s_i [ (y_i − m(x_i)) − (w_i − e)(τ̄_a + h(x_i, a)) ]²
 *
 * which is boosting with squared loss on target (y − m)/(w − e) − τ̄_a and weight s (w − e)². Many treatments are one
 * problem by drawing first which treatment is in question and then whether it is given: an untreated row stands for
 * treatments drawn by their shares, and e = 1 − share of the untreated.
 *
 * The number of trees is where the held-out loss, summed over folds, is least; how far to believe them is the slope of
 * held-out targets on held-out predictions (best linear predictor, Chernozhukov et al. 2018), shrunk by its own error.
 */
export const crossFitHeterogeneity = (args: HeterogeneityArgs): Heterogeneity => {
  const { treatment, folds, treatments, seed } = args;
  const pairs = pairRows(args);
  const design = designTable({ ...args, ...pairs });
  const residual = args.outcome.map((y, i) => y - args.baseline[i]);
  const parameters = heldBack(args, residual);
  const labelled = (kept: Int32Array): { rows: Labelled; means: number[] } => {
    const means = armMeans({ ...args, ...pickArm(treatment, residual, args.weight, kept) }, treatments, args.prior).map(
      ({ effect }) => effect,
    );
    return { rows: { table: design, ...pseudoEffects(args, pairs, residual, means) }, means };
  };

  const held = folds.map((fold) => {
    const kept = others(fold, treatment.length);
    const { rows, means } = labelled(kept);
    const trainPairs = pairsOf(pairs.rows, kept, treatment.length);
    const validPairs = pairsOf(pairs.rows, fold, treatment.length);
    const valid = subset(rows, validPairs);
    const { model, validLoss } = trainGbdt({ train: subset(rows, trainPairs), valid, parameters, baseMargin: 0 });
    args.onFold?.();
    return { fold, means, valid, model, validLoss };
  });
  const losses = held[0].validLoss.map((_, t) => held.reduce((sum, { validLoss }) => sum + validLoss[t], 0));
  const trees = losses.indexOf(Math.min(...losses));
  const { slope, slopeError } = bestLinearPredictor(
    held.map(({ valid, model }) => ({ valid, predicted: predictMargins(model, valid.table, trees) })),
  );
  // positive-part James–Stein on the slope
  const scale = slope > 0 ? Math.min(2, Math.max(0, slope - slopeError ** 2 / slope)) : 0;

  const outOfFold = treatments.map(() => new Float64Array(treatment.length));
  for (const { fold, means, model } of held) {
    const units = spreadUnits(means);
    treatments.forEach((_, k) => {
      const arms = new Int32Array(fold.length).fill(k + 1);
      const h = predictMargins(model, designTable({ ...args, rows: fold, arms }), trees);
      fold.forEach((row, i) => (outOfFold[k][row] = means[k] + scale * units[k] * h[i]));
    });
  }
  const everybody = Int32Array.from({ length: treatment.length }, (_, i) => i);
  const whole = { ...parameters, trees: Math.max(1, trees), seed };
  const { model } = trainGbdt({ train: labelled(everybody).rows, parameters: whole, baseMargin: 0 });
  return { trees: model, slope, slopeError, scale: trees === 0 ? 0 : scale, outOfFold };
};

type Pairs = { readonly rows: Int32Array; readonly arms: Int32Array; readonly share: Float64Array };

/** A treated row with its treatment; an untreated one with several, drawn by their shares, each for a part of it. */
const pairRows = ({ treatment, shares, seed }: HeterogeneityArgs): Pairs => {
  const random = seededRandom(`${seed}/shadow`);
  const treatments = Array.from({ length: shares.length - 1 }, (_, k) => k + 1);
  const copies = Math.min(mostShadows, treatments.length);
  const chances = treatments.map((a) => shares[a]);
  const rows: number[] = [];
  const arms: number[] = [];
  const share: number[] = [];
  for (let i = 0; i < treatment.length; i++) {
    const treated = treatment[i] > 0;
    for (let c = 0; c < (treated ? 1 : copies); c++) {
      rows.push(i);
      arms.push(treated ? treatment[i] : random.weighted(treatments, chances));
      share.push(treated ? 1 : 1 / copies);
    }
  }
  return { rows: Int32Array.from(rows), arms: Int32Array.from(arms), share: Float64Array.from(share) };
};

const pseudoEffects = (
  { treatment, weight, shares }: HeterogeneityArgs,
  { rows, arms, share }: Pairs,
  residual: Float64Array,
  means: readonly number[],
): { target: Float64Array; weight: Float64Array } => {
  const e = 1 - shares[0];
  const units = spreadUnits(means);
  const target = new Float64Array(rows.length);
  const weights = new Float64Array(rows.length);
  for (let p = 0; p < rows.length; p++) {
    const i = rows[p];
    const w = (treatment[i] > 0 ? 1 : 0) - e;
    const unit = units[arms[p] - 1];
    target[p] = (residual[i] / w - means[arms[p] - 1]) / unit;
    weights[p] = weight[i] * share[p] * (w * unit) ** 2;
  }
  return { target, weight: weights };
};

/**
 * Shallow trees of wide leaves. λ = σ²/s² makes a leaf's value the posterior mean of a deviation believed to be of size
 * s before the data, given the noise σ² of the outcome. People's effects differ about as much as effects are large, so
 * s is the mean effect, or the prior's spread if that is larger.
 */
const heldBack = (args: HeterogeneityArgs, residual: Float64Array): Partial<GbdtParameters> => {
  const arms = armMeans({ ...args, residual }, args.treatments, args.prior);
  const size = Math.max(args.prior.sd, Math.abs(arms.reduce((sum, { effect }) => sum + effect, 0)) / arms.length);
  const noise = residual.reduce((sum, r) => sum + r * r, 0) / residual.length;
  const e = 1 - args.shares[0];
  return {
    loss: 'squared',
    trees: 250,
    depth: 2,
    learningRate: 0.03,
    l2: noise / size ** 2,
    minHessian: e * (1 - e) * Math.max(100, 0.01 * residual.length),
    subsample: 0.7,
    columnSample: 0.4,
    maxBins: 63,
    patience: 0,
    seed: args.seed,
  };
};

/** β of target = β · predicted by weighted least squares through the origin, with White's error. */
const bestLinearPredictor = (
  parts: readonly { valid: Labelled; predicted: Float64Array }[],
): { slope: number; slopeError: number } => {
  let [cross, square] = [0, 0];
  for (const { valid, predicted } of parts) {
    predicted.forEach((h, i) => {
      cross += (valid.weight?.[i] ?? 1) * h * valid.target[i];
      square += (valid.weight?.[i] ?? 1) * h * h;
    });
  }
  if (square === 0) return { slope: 0, slopeError: 0 };
  const slope = cross / square;
  let meat = 0;
  for (const { valid, predicted } of parts) {
    predicted.forEach((h, i) => (meat += ((valid.weight?.[i] ?? 1) * h * (valid.target[i] - slope * h)) ** 2));
  }
  return { slope, slopeError: Math.sqrt(meat) / square };
};

/**
 * In what units each treatment's deviations are learned: in proportion to its mean effect, for who answers to an offer
 * answers more to a better one. Kept between a third and three, so that a treatment of no effect on average may still
 * help some and harm others; all alike when treatments do not help on average.
 */
export const spreadUnits = (means: readonly number[]): number[] => {
  const centre = means.reduce((sum, mean) => sum + mean, 0) / means.length;
  return means.map((mean) => (centre > 0 ? Math.min(3, Math.max(1 / 3, mean / centre)) : 1));
};

/** Numbers of the pairs whose row is among `kept`. */
const pairsOf = (rows: Int32Array, kept: Int32Array, count: number): Int32Array => {
  const isKept = new Uint8Array(count);
  for (const row of kept) isKept[row] = 1;
  return Int32Array.from({ length: rows.length }, (_, p) => p).filter((p) => isKept[rows[p]] === 1);
};

const pickArm = (
  treatment: ArrayLike<number>,
  residual: Float64Array,
  weight: Float64Array,
  kept: Int32Array,
): { treatment: Int32Array; residual: Float64Array; weight: Float64Array } => ({
  treatment: kept.map((i) => treatment[i]),
  residual: Float64Array.from(kept, (i) => residual[i]),
  weight: Float64Array.from(kept, (i) => weight[i]),
});
