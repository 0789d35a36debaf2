import { byScore } from './ranking.ts';

/** One bin of the calibration curve: what was predicted against what happened. */
export type CalibrationBin = { readonly rows: number; readonly predicted: number; readonly observed: number };

/** Mean −[y log p + (1−y) log(1−p)], with p kept 1e-15 away from 0 and 1 so that one sure mistake is not infinite. */
export const logLossOf = (probability: ArrayLike<number>, label: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < label.length; i++) {
    const p = Math.min(1 - 1e-15, Math.max(1e-15, probability[i]));
    sum -= label[i] * Math.log(p) + (1 - label[i]) * Math.log(1 - p);
  }
  return sum / label.length;
};

/** Mean squared difference of probability and outcome (Brier 1950). */
export const brierScore = (probability: ArrayLike<number>, label: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < label.length; i++) sum += (probability[i] - label[i]) ** 2;
  return sum / label.length;
};

/** Bins of as many rows each (the last may be one short), from the lowest predictions to the highest. */
export const calibrationCurve = (
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  bins = 10,
): CalibrationBin[] => {
  const order = byScore(probability).reverse();
  const n = order.length;
  const count = Math.min(bins, n);
  return Array.from({ length: count }, (_, b) => {
    const rows = order.subarray(Math.round((b * n) / count), Math.round(((b + 1) * n) / count));
    let [predicted, observed] = [0, 0];
    for (const i of rows) {
      predicted += probability[i];
      observed += label[i];
    }
    return { rows: rows.length, predicted: predicted / rows.length, observed: observed / rows.length };
  });
};

/** Expected calibration error: mean |predicted − observed| over the bins, by rows (Naeini et al. 2015). */
export const expectedCalibrationError = (curve: readonly CalibrationBin[]): number => {
  const rows = curve.reduce((sum, bin) => sum + bin.rows, 0);
  return curve.reduce((sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.predicted - bin.observed), 0);
};
