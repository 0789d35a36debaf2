import { seededRandom } from '#platform/random.ts';
import type { Contributions } from '../explain.ts';
import { predictGbdt } from '../gbdt/predict.ts';
import type { ModelKind, OnProgress } from '../model.ts';
import { armMeans } from './arm-means.ts';
import { crossFitBaseline } from './baseline.ts';
import { evaluateEffects } from './evaluate.ts';
import type { EffectModel, EffectPrior, EffectReport, Treatment } from './format.ts';
import { crossFitHeterogeneity } from './heterogeneity.ts';
import { stabilisedWeights, type History } from './history.ts';
import { explainEffect, predictEffect } from './predict.ts';

export type EffectArgs = History & {
  readonly treatments: readonly Treatment[];
  readonly prior: EffectPrior;
  readonly seed: string;
  /** Parts for cross-fitting; when left out 5, or 3 above 50,000 rows, where two thirds are enough to learn from. */
  readonly folds?: number | undefined;
  /** Cost of each treatment in units of the outcome, for the policies of the report. */
  readonly cost?: readonly number[] | undefined;
  readonly onProgress?: OnProgress | undefined;
};

/** Least data for trees: below it people's differences cannot be told from noise, only treatment means can. */
const least = { rows: 2000, perSide: 200, positives: 100 } as const;

/**
 * Estimates what every treatment changes for every person, from a randomised past: treatment means first, shrunk to
 * the declared prior, then, where the data can carry it, how people and treatments differ from them. The model says on
 * which of these it rests. Throws `invalid_input` on a propensity outside (0, 1] or an unknown treatment.
 */
export const fitEffect = (args: EffectArgs): EffectModel => {
  const { table, treatment, outcome, treatments, prior, seed } = args;
  const { weight, shares } = stabilisedWeights(args, treatments.length);
  const short = shortage(args);
  const model: EffectModel = {
    format: 'gyre-effect',
    version: 1,
    basis: short === 'any' ? 'prior' : 'means',
    reason: reasons[short ?? 'no_pattern'],
    prior: { ...prior },
    features: [...table.names],
    treatments: treatments.map(({ name, descriptors }) => ({ name, descriptors: [...descriptors] })),
    arms: [],
    baseline: null,
    heterogeneity: null,
    report: null,
  };
  if (short) {
    const centre = outcome.reduce((sum, y, i) => sum + weight[i] * y, 0) / (weight.reduce((sum, w) => sum + w, 0) || 1);
    return {
      ...model,
      arms: armMeans({ treatment, residual: outcome.map((y) => y - centre), weight }, treatments, prior),
    };
  }

  const folds = drawFolds(outcome.length, args.folds ?? (outcome.length > 50_000 ? 3 : 5), seed);
  const steps = 2 * folds.length + 1;
  let done = 0;
  const onFold = (): void => args.onProgress?.(++done, steps);
  const baseline = crossFitBaseline({ table, target: outcome, weight }, folds, seed, onFold);
  const residual = outcome.map((y, i) => y - baseline.outOfFold[i]);
  const found = crossFitHeterogeneity({ ...args, weight, shares, folds, baseline: baseline.outOfFold, onFold });
  const report = evaluateEffects({
    history: args,
    effects: found.outOfFold,
    names: treatments.map(({ name }) => name),
    baseline: baseline.outOfFold,
    cost: args.cost,
  });
  args.onProgress?.(steps, steps);
  const { trees, slope, slopeError, scale } = found;
  return {
    ...model,
    basis: scale > 0 ? 'trees' : 'means',
    reason: reasons[scale > 0 ? 'pattern' : 'no_pattern'],
    arms: armMeans({ treatment, residual, weight }, treatments, prior),
    baseline: baseline.model,
    heterogeneity: scale > 0 ? { trees, slope, slopeError, scale } : null,
    report,
  };
};

/** Judges a model on randomised rows of which it has seen nothing. */
export const evaluateEffect = (
  model: EffectModel,
  { cost, ...history }: History & { readonly cost?: readonly number[] | undefined },
): EffectReport =>
  evaluateEffects({
    history,
    effects: predictEffect(model, history.table),
    names: model.arms.map(({ name }) => name),
    baseline: model.baseline ? predictGbdt(model.baseline, history.table) : undefined,
    cost,
  });

export const effect: ModelKind<
  EffectArgs,
  EffectModel,
  Float64Array[],
  Contributions[],
  Parameters<typeof evaluateEffect>[1],
  EffectReport
> = { fit: fitEffect, predict: predictEffect, explain: explainEffect, evaluate: evaluateEffect };

const shortage = ({ treatment, outcome }: EffectArgs): 'any' | 'rows' | 'positives' | undefined => {
  const treated = outcome.filter((_, i) => treatment[i] > 0).length;
  const smaller = Math.min(treated, outcome.length - treated);
  if (smaller === 0) return 'any';
  if (outcome.length < least.rows || smaller < least.perSide) return 'rows';
  return outcome.filter((y) => y !== 0).length < least.positives ? 'positives' : undefined;
};

const reasons = {
  any: {
    en: 'No randomised rows on both sides yet: every effect is the declared prior.',
    zh: '尚无随机对照数据：所有效应均为预设的先验值。',
  },
  rows: {
    en: 'Few randomised rows: every person gets the mean effect of the treatment, shrunk to the declared prior.',
    zh: '随机对照数据较少：所有人使用该手段的平均效应，并向预设的先验值收缩。',
  },
  positives: {
    en: 'Few orders among the randomised rows: every person gets the mean effect of the treatment, shrunk to the prior.',
    zh: '随机对照数据中成交较少：所有人使用该手段的平均效应，并向先验值收缩。',
  },
  no_pattern: {
    en: 'Held-out rows bear out no difference between people: every person gets the mean effect of the treatment.',
    zh: '留出数据未证实人与人之间的差异：所有人使用该手段的平均效应。',
  },
  pattern: {
    en: 'Differences between people were borne out by held-out rows and are used as far as they were.',
    zh: '人与人之间的差异已由留出数据证实，并按证实的程度采用。',
  },
} as const;

/** Row numbers of each fold, ascending, all folds of about one size. */
const drawFolds = (rows: number, folds: number, seed: string): Int32Array[] => {
  const random = seededRandom(`${seed}/folds`);
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return Array.from({ length: folds }, (_, f) => order.filter((__, k) => k % folds === f).sort());
};
