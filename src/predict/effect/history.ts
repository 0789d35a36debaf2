import { problem } from '#platform/errors.ts';
import type { Table } from '../table.ts';

/** Rows of a randomised past: who got what by which chance, and what came of it. */
export type History = {
  readonly table: Table;
  /** 0 = nothing, k = the k-th treatment (counted from one). */
  readonly treatment: ArrayLike<number>;
  /** The probability with which the row got what it got. */
  readonly propensity: ArrayLike<number>;
  /** Order yes/no as 1/0, or a number such as margin. */
  readonly outcome: Float64Array;
  /** How much each row counts; 1 when left out. */
  readonly weight?: ArrayLike<number> | undefined;
};

/** A rare assignment may count for at most this many rows: a little bias for much less variance. */
const heaviest = 20;

/**
 * Stabilised inverse-propensity weights: share of the arm / propensity. Under them who got what no longer depends on
 * the features: treatment a has the same probability for everybody, its share (Robins, Hernán & Brumback 2000).
 */
export const stabilisedWeights = (
  history: History,
  treatments: number,
): { weight: Float64Array; shares: Float64Array } => {
  const { treatment, propensity } = history;
  const shares = new Float64Array(treatments + 1);
  let total = 0;
  for (let i = 0; i < treatment.length; i++) {
    const w = history.weight?.[i] ?? 1;
    if (!(treatment[i] >= 0 && treatment[i] <= treatments) || !(propensity[i] > 0 && propensity[i] <= 1)) {
      throw problem('invalid_input', {
        detail: `row ${i} has treatment ${treatment[i]} with probability ${propensity[i]}`,
      });
    }
    if (!Number.isFinite(history.outcome[i])) throw problem('invalid_input', { detail: `row ${i} has no outcome` });
    shares[treatment[i]] += w / propensity[i];
    total += w / propensity[i];
  }
  for (let a = 0; a <= treatments; a++) shares[a] /= total || 1;
  const weight = Float64Array.from({ length: treatment.length }, (_, i) => {
    return (history.weight?.[i] ?? 1) * Math.min(heaviest, shares[treatment[i]] / propensity[i]);
  });
  return { weight, shares };
};
