import { defaultGbdtParameters, type GbdtModel, type GbdtParameters } from './gbdt/format.ts';
import type { PropensityModel } from './propensity-format.ts';

/** A booster without trees: the same margin for everybody. */
export const constantGbdt = (
  features: readonly string[],
  baseMargin: number,
  loss: GbdtParameters['loss'],
): GbdtModel => ({
  format: 'gyre-gbdt',
  version: 1,
  features: [...features],
  baseMargin,
  parameters: { ...defaultGbdtParameters, loss },
  trees: [],
});

/** Believed before anything was seen: one in twenty reaches the goal. */
const prior = { positives: 1, rows: 20 } as const;

/**
 * P(outcome) where there is too little to tell people apart: the usual rate, for everybody, pulled to one in twenty while
 * there are few rows. Nothing has judged it, and its report says so: no rows, no AUC.
 */
export const usualPropensity = (
  features: readonly string[],
  seen: { readonly rows: number; readonly positives: number },
): PropensityModel => {
  const rate = (seen.positives + prior.positives) / (seen.rows + prior.rows);
  return {
    format: 'gyre-propensity',
    version: 1,
    trees: constantGbdt(features, Math.log(rate / (1 - rate)), 'logistic'),
    calibrator: { type: 'none' },
    report: {
      rows: 0,
      positives: 0,
      auc: null,
      aucInterval: null,
      logLoss: 0,
      brier: 0,
      liftTopDecile: null,
      gains: [],
      calibration: [],
      ece: 0,
      trainRows: seen.rows,
      trainPositives: seen.positives,
      bestIteration: 0,
      search: [],
      featureImportance: [],
    },
  };
};
