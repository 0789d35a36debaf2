export type NormalPrior = { readonly mean: number; readonly sd: number };

/**
 * Posterior mean of β in y = Xβ + ε under independent normal priors, ε of variance 1/weight: ridge regression towards
 * the priors' means (Hoerl & Kennard 1970; Lindley & Smith 1972). Rows are added one by one, nothing of them is kept.
 *
 * @example const line = ridge([{ mean: 1, sd: 0.2 }]); line.add([0.5], 0.4, 1); line.solve() // [0.9921…]
 */
export const ridge = (priors: readonly NormalPrior[]) => {
  const size = priors.length;
  const precision = priors.map(({ sd }, j) => priors.map((_, l) => (j === l ? 1 / sd ** 2 : 0)));
  const pull = new Float64Array(size);
  return {
    add: (x: ArrayLike<number>, y: number, weight: number): void => {
      let expected = 0;
      for (let j = 0; j < size; j++) expected += priors[j].mean * x[j];
      for (let j = 0; j < size; j++) {
        pull[j] += weight * x[j] * (y - expected);
        for (let l = 0; l < size; l++) precision[j][l] += weight * x[j] * x[l];
      }
    },
    solve: (): number[] => {
      const shift = solveSymmetric(precision, pull);
      return priors.map(({ mean }, j) => mean + shift[j]);
    },
  };
};

/** A⁻¹b for a positive definite A by elimination without pivots, which such matrices do not need. */
const solveSymmetric = (matrix: readonly (readonly number[])[], right: Float64Array): Float64Array => {
  const size = right.length;
  const rows = matrix.map((row, j) => [...row, right[j]]);
  for (let k = 0; k < size; k++) {
    for (let j = k + 1; j < size; j++) {
      const factor = rows[j][k] / rows[k][k];
      for (let l = k; l <= size; l++) rows[j][l] -= factor * rows[k][l];
    }
  }
  const solution = new Float64Array(size);
  for (let k = size - 1; k >= 0; k--) {
    let rest = rows[k][size];
    for (let l = k + 1; l < size; l++) rest -= rows[k][l] * solution[l];
    solution[k] = rest / rows[k][k];
  }
  return solution;
};
