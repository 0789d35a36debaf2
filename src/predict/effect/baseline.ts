import type { GbdtModel, GbdtParameters } from '../gbdt/format.ts';
import { predictGbdt } from '../gbdt/predict.ts';
import { trainGbdt, type Labelled } from '../gbdt/train.ts';
import { pick, selectRows } from '../table.ts';

/** E[outcome | x]: for every row by a model that has not seen the row, and one model of all rows for later. */
export type Baseline = { readonly outOfFold: Float64Array; readonly model: GbdtModel };

const cautious = { depth: 4, learningRate: 0.1, trees: 150, patience: 12, l2: 5, subsample: 0.8, maxBins: 63 } as const;

/**
 * Cross-fitted outcome model. Each fold stops on the rows it predicts: one number (how many trees) leaks from them,
 * which the orthogonal loss downstream forgives, and no row is lost to a third split.
 */
export const crossFitBaseline = (
  rows: Labelled,
  folds: readonly Int32Array[],
  seed: string,
  onFold?: () => void,
): Baseline => {
  const binary = rows.target.every((y) => y === 0 || y === 1);
  const parameters: Partial<GbdtParameters> = binary
    ? { ...cautious, loss: 'logistic', minHessian: 5, seed }
    : { ...cautious, loss: 'squared', minHessian: 50, seed };
  const outOfFold = new Float64Array(rows.target.length);
  let trees = 0;
  for (const fold of folds) {
    const held = subset(rows, fold);
    const { model, bestIteration } = trainGbdt({
      train: subset(rows, others(fold, rows.target.length)),
      valid: held,
      parameters,
    });
    const predicted = predictGbdt(model, held.table);
    fold.forEach((row, k) => (outOfFold[row] = predicted[k]));
    trees += bestIteration / folds.length;
    onFold?.();
  }
  const whole = { ...parameters, trees: Math.max(1, Math.round(trees)), patience: 0 };
  return { outOfFold, model: trainGbdt({ train: rows, parameters: whole }).model };
};

export const subset = (rows: Labelled, kept: ArrayLike<number>): Labelled => ({
  table: selectRows(rows.table, kept),
  target: pick(rows.target, kept),
  weight: rows.weight && pick(rows.weight, kept),
});

/** All row numbers below `count` that are not in the fold, which ascends. */
export const others = (fold: Int32Array, count: number): Int32Array => {
  const inFold = new Uint8Array(count);
  for (const row of fold) inFold[row] = 1;
  return Int32Array.from({ length: count }, (_, i) => i).filter((i) => inFold[i] === 0);
};
