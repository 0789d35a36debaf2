import { problem } from '#platform/errors.ts';
import { seededRandom } from '#platform/random.ts';
import { calibrate, fitCalibrator } from './calibrate.ts';
import { explainGbdt, meanAbsolute, type Contributions } from './explain.ts';
import type { GbdtModel } from './gbdt/format.ts';
import { predictMargins } from './gbdt/predict.ts';
import { trainGbdt, type Labelled } from './gbdt/train.ts';
import { brierScore, calibrationCurve, expectedCalibrationError, logLossOf } from './metrics/probability.ts';
import { aucOf, aucStandardError, gainsCurve, liftAt } from './metrics/ranking.ts';
import type { ModelKind, OnProgress } from './model.ts';
import type { FeatureImportance, PropensityModel, PropensityReport } from './propensity-format.ts';
import { searchParameters, type SearchGrid } from './propensity-search.ts';
import { pick, selectRows, type Table } from './table.ts';

export type PropensityArgs = {
  /** Targets are 0 or 1. */
  readonly train: Labelled;
  /** Rows of a later time than the training rows: what tells learning from remembering. */
  readonly valid: Labelled;
  readonly search?: SearchGrid | undefined;
  readonly seed: string;
  readonly onProgress?: OnProgress | undefined;
};

const leastOfEachOutcome = 10;
const fine = { trees: 400, learningRate: 0.08, patience: 25, subsample: 0.8, columnSample: 0.8 } as const;
const explainedRows = 2000;

/**
 * Fits P(outcome | features). One half of the validation rows picks the parameters, stops the training and calibrates;
 * the report is made on the other half, which nothing has seen. Throws `too_little_data` with too few of either outcome.
 *
 * @example fitPropensity({ train, valid, seed: 'repurchase' }).report.auc
 */
export const fitPropensity = ({ train, valid, search, seed, onProgress }: PropensityArgs): PropensityModel => {
  const [tune, test] = halves(valid, seed);
  requireBothOutcomes(train, { en: 'training rows', zh: '训练样本' });
  requireBothOutcomes(tune, { en: 'rows for tuning', zh: '调参样本' });
  requireBothOutcomes(test, { en: 'rows for testing', zh: '检验样本' });

  const searchShare = 0.5; // of the work, roughly; the bar only has to move honestly
  const tried = searchParameters({
    train,
    tune,
    grid: search,
    seed,
    onProgress: (done, of) => onProgress?.((searchShare * done) / of, 1),
  });
  const { depth, minHessian, l2 } = tried[0];
  const { model: trees, bestIteration } = trainGbdt({
    train,
    valid: tune,
    parameters: { ...fine, depth, minHessian, l2, seed },
    onTree: (done, of) => onProgress?.(searchShare + ((1 - searchShare) * done) / of, 1),
  });
  const calibrator = fitCalibrator(predictMargins(trees, tune.table), tune.target);
  const margins = predictMargins(trees, test.table);
  const report = judge(margins, calibrate(calibrator, margins), test.target);
  onProgress?.(1, 1);
  return {
    format: 'gyre-propensity',
    version: 1,
    trees,
    calibrator,
    report: {
      ...report,
      trainRows: train.table.rows,
      trainPositives: sum(train.target),
      bestIteration,
      search: tried,
      featureImportance: featureImportance(trees, test.table),
    },
  };
};

/** The calibrated probability of every row. */
export const predictPropensity = (model: PropensityModel, table: Table): Float64Array =>
  calibrate(model.calibrator, predictMargins(model.trees, table));

/** TreeSHAP contributions in log odds before calibration, which keeps their order and signs. */
export const explainPropensity = (model: PropensityModel, table: Table): Contributions =>
  explainGbdt(model.trees, table);

/** Judges the model on rows it has not seen. */
export const evaluatePropensity = (model: PropensityModel, rows: Labelled): PropensityReport => {
  const margins = predictMargins(model.trees, rows.table);
  return judge(margins, calibrate(model.calibrator, margins), rows.target);
};

export const propensity: ModelKind<
  PropensityArgs,
  PropensityModel,
  Float64Array,
  Contributions,
  Labelled,
  PropensityReport
> = {
  fit: fitPropensity,
  predict: predictPropensity,
  explain: explainPropensity,
  evaluate: evaluatePropensity,
};

/** Ranks by margin, which calibration may tie; judges probabilities as they are given out. */
const judge = (margin: Float64Array, probability: Float64Array, label: Float64Array): PropensityReport => {
  const positives = sum(label);
  const bothOccur = positives > 0 && positives < label.length;
  const auc = bothOccur ? aucOf(margin, label) : null;
  const error = auc === null ? 0 : 1.96 * aucStandardError(auc, positives, label.length - positives);
  const calibration = calibrationCurve(probability, label);
  return {
    rows: label.length,
    positives,
    auc,
    aucInterval: auc === null ? null : { low: Math.max(0, auc - error), high: Math.min(1, auc + error) },
    logLoss: logLossOf(probability, label),
    brier: brierScore(probability, label),
    liftTopDecile: positives > 0 ? liftAt(margin, label, 0.1) : null,
    gains: positives > 0 ? gainsCurve(margin, label) : [],
    calibration,
    ece: expectedCalibrationError(calibration),
  };
};

/** Features by how much they move predictions, the unused left out. */
export const featureImportance = (model: GbdtModel, table: Table): FeatureImportance[] => {
  const step = Math.max(1, Math.floor(table.rows / explainedRows));
  const rows = Array.from({ length: Math.min(table.rows, explainedRows) }, (_, k) => k * step);
  const contribution = meanAbsolute(explainGbdt(model, selectRows(table, rows)));
  const gain = new Float64Array(model.features.length);
  for (const tree of model.trees) {
    tree.feature.forEach((feature, node) => {
      if (feature >= 0) gain[feature] += tree.gain[node];
    });
  }
  const total = sum(gain) || 1;
  return model.features
    .map((name, j) => ({ name, contribution: contribution[j], gain: gain[j] / total }))
    .filter((importance) => importance.gain > 0)
    .sort((a, b) => b.contribution - a.contribution);
};

const halves = (rows: Labelled, seed: string): [Labelled, Labelled] => {
  const random = seededRandom(`${seed}/valid`);
  const inFirst = Array.from({ length: rows.table.rows }, () => random.next() < 0.5);
  const part = (first: boolean): Labelled => {
    const kept = Array.from(inFirst.keys()).filter((i) => inFirst[i] === first);
    return {
      table: selectRows(rows.table, kept),
      target: pick(rows.target, kept),
      weight: rows.weight && pick(rows.weight, kept),
    };
  };
  return [part(true), part(false)];
};

const requireBothOutcomes = ({ target }: Labelled, name: { readonly en: string; readonly zh: string }): void => {
  const positives = sum(target);
  if (Math.min(positives, target.length - positives) >= leastOfEachOutcome) return;
  throw problem('too_little_data', {
    detail: `${positives} of ${target.length} ${name.en} reached the goal; a model needs ${leastOfEachOutcome} that did and ${leastOfEachOutcome} that did not`,
    detailZh: `${target.length} 个${name.zh}中有 ${positives} 个达成目标；模型至少需要达成与未达成各 ${leastOfEachOutcome} 个`,
  });
};

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
