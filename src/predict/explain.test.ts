import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainGbdt, meanAbsolute, topReasons } from './explain.ts';
import { defaultGbdtParameters, type GbdtModel, type Tree } from './gbdt/format.ts';
import { predictMargins } from './gbdt/predict.ts';
import { trainGbdt } from './gbdt/train.ts';
import { aRandomTable } from './testing.ts';
import { tableFromColumns } from './table.ts';

/** Shapley values from their definition: every subset of features, the tree's expectation given that subset. */
const bruteForce = (tree: Tree, x: readonly number[]): number[] => {
  const expectation = (known: number, node = 0): number => {
    const j = tree.feature[node];
    if (j < 0) return tree.value[node];
    const [left, right] = [tree.left[node], tree.right[node]];
    if ((known >> j) & 1) {
      const goesLeft = Number.isNaN(x[j]) ? tree.missingLeft[node] === 1 : x[j] <= tree.threshold[node];
      return expectation(known, goesLeft ? left : right);
    }
    return (
      (tree.cover[left] * expectation(known, left) + tree.cover[right] * expectation(known, right)) / tree.cover[node]
    );
  };
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const size = (set: number): number => (set === 0 ? 0 : (set & 1) + size(set >> 1));
  const m = x.length;
  return x.map((_, j) => {
    let phi = 0;
    for (let set = 0; set < 1 << m; set++) {
      if ((set >> j) & 1) continue;
      const weight = (factorial(size(set)) * factorial(m - size(set) - 1)) / factorial(m);
      phi += weight * (expectation(set | (1 << j)) - expectation(set));
    }
    return phi;
  });
};

// and-tree: 80 only when both features are high, each half the rows (Lundberg, Erion & Lee 2018, figure 1, model A)
const feverAndCough: GbdtModel = {
  format: 'gyre-gbdt',
  version: 1,
  features: ['fever', 'cough'],
  baseMargin: 0,
  parameters: { ...defaultGbdtParameters, loss: 'squared' },
  trees: [
    {
      feature: [0, -1, 1, -1, -1],
      threshold: [0.5, 0, 0.5, 0, 0],
      missingLeft: [1, 0, 0, 0, 0],
      left: [1, 0, 3, 0, 0],
      right: [2, 0, 4, 0, 0],
      value: [0, 0, 0, 0, 80],
      cover: [4, 2, 2, 1, 1],
      gain: [1, 0, 1, 0, 0],
    },
  ],
};

describe('TreeSHAP', () => {
  it('gives the published values of the and-tree: 30 and 30 above an expectation of 20', () => {
    const explained = explainGbdt(feverAndCough, tableFromColumns({ fever: [1], cough: [1] }));
    expect(explained.base).toBe(20);
    expect([...explained.values]).toEqual([30, 30]);
  });

  it('sums to the margin of every row, whatever the model and missing values', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.integer({ min: 1, max: 7 }), (seed, depth) => {
        const { table, target } = aRandomTable({ seed, rows: 120, features: 5, missing: 0.15 });
        const { model } = trainGbdt({ train: { table, target }, parameters: { trees: 6, depth, minHessian: 0.2 } });
        const margins = predictMargins(model, table);
        const { base, values } = explainGbdt(model, table);
        for (let i = 0; i < table.rows; i++) {
          let sum = base;
          for (let j = 0; j < 5; j++) sum += values[j * table.rows + i];
          expect(sum).toBeCloseTo(margins[i], 10);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('equals Shapley values worked out from their definition over all subsets', () => {
    const { table, target } = aRandomTable({ seed: 'brute', rows: 200, features: 4, missing: 0.2 });
    const { model } = trainGbdt({ train: { table, target }, parameters: { trees: 5, depth: 5, minHessian: 0.2 } });
    const { values } = explainGbdt(model, table);
    for (let i = 0; i < 40; i++) {
      const x = model.features.map((_, j) => table.values[j * table.rows + i]);
      const expected = model.trees.map((tree) => bruteForce(tree, x));
      for (let j = 0; j < 4; j++) {
        expect(values[j * table.rows + i]).toBeCloseTo(
          expected.reduce((sum, phi) => sum + phi[j], 0),
          10,
        );
      }
    }
  });

  it('names the strongest reasons first, signs kept, features without effect left out', () => {
    const explained = { names: ['a', 'b', 'c'], rows: 2, base: 0, values: Float64Array.of(0.1, 1, -0.7, 2, 0, 3) };
    expect(topReasons(explained, 0, 2)).toEqual([
      { name: 'b', contribution: -0.7 },
      { name: 'a', contribution: 0.1 },
    ]);
    expect(topReasons(explained, 0, 5)).toHaveLength(2);
    expect([...meanAbsolute(explained)]).toEqual([0.55, 1.35, 1.5]);
  });
});
