import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aucOf } from '../metrics/ranking.ts';
import { columnOf, pick, selectRows, tableFromColumns } from '../table.ts';
import { aRandomTable } from '../testing.ts';
import { gbdtModelSchema } from './format.ts';
import { predictGbdt, predictMargins } from './predict.ts';
import { trainGbdt } from './train.ts';

const oneStump = { loss: 'squared', trees: 1, depth: 1, learningRate: 1, l2: 0, minHessian: 0 } as const;

describe('gradient boosting', () => {
  // y = 0, 0, 6, 6: mean 3, G of the left pair = 3 + 3 = 6, gain = 6²/2 + 6²/2 − 0 = 36, leaves ∓3
  it('finds the split, gain and leaves worked by hand', () => {
    const table = tableFromColumns({ noise: [1, 2, 1, 2], x: [1, 2, 3, 4] });
    const { model } = trainGbdt({ train: { table, target: Float64Array.of(0, 0, 6, 6) }, parameters: oneStump });
    expect(model.baseMargin).toBe(3);
    expect(model.trees[0]).toMatchObject({
      feature: [1, -1, -1],
      threshold: [2.5, 0, 0],
      value: [0, -3, 3],
      cover: [4, 2, 2],
      gain: [36, 0, 0],
    });
    expect([...predictGbdt(model, table)]).toEqual([0, 0, 6, 6]);
  });

  it('shrinks leaves by λ as in G / (H + λ)', () => {
    const table = tableFromColumns({ x: [1, 2, 3, 4] });
    const target = Float64Array.of(0, 0, 6, 6);
    const { model } = trainGbdt({ train: { table, target }, parameters: { ...oneStump, l2: 1 } });
    expect(model.trees[0].value).toEqual([0, -2, 2]);
  });

  it('learns on which side missing values belong', () => {
    const table = tableFromColumns({ x: [1, 2, 3, 4, null, null] });
    for (const [likeLow, missingLeft] of [
      [true, 1],
      [false, 0],
    ] as const) {
      const target = Float64Array.of(0, 0, 6, 6, likeLow ? 0 : 6, likeLow ? 0 : 6);
      const { model } = trainGbdt({ train: { table, target }, parameters: oneStump });
      expect(model.trees[0].missingLeft[0]).toBe(missingLeft);
      expect([...predictGbdt(model, table)].map(Math.round)).toEqual([...target]);
    }
  });

  it('can split missing from present', () => {
    const table = tableFromColumns({ x: [1, 2, 3, null, null, null] });
    const target = Float64Array.of(1, 1, 1, 5, 5, 5);
    const { model } = trainGbdt({ train: { table, target }, parameters: oneStump });
    expect([...predictGbdt(model, table)]).toEqual([...target]);
    expect(gbdtModelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  it('treats a weight of two like the row twice', () => {
    const { table, target } = aRandomTable({ seed: 'weights', rows: 200, features: 4 });
    const weight = Float64Array.from(target, (_, i) => (i % 3 === 0 ? 2 : 1));
    const rows = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? [i, i] : [i])).flat();
    const parameters = { trees: 5, depth: 3, minHessian: 0.5 };
    const weighted = trainGbdt({ train: { table, target, weight }, parameters }).model;
    const repeated = trainGbdt({
      train: { table: selectRows(table, rows), target: pick(target, rows) },
      parameters,
    }).model;
    const [a, b] = [predictMargins(weighted, table), predictMargins(repeated, table)];
    a.forEach((margin, i) => expect(margin).toBeCloseTo(b[i], 9));
  });

  it('predicts what the boosting loop believed, also for rows left out of a tree', () => {
    const { table, target } = aRandomTable({ seed: 'loop', rows: 500, features: 4, missing: 0.1 });
    const parameters = { trees: 12, subsample: 0.6, columnSample: 0.5, patience: 0 };
    const { model, validLoss } = trainGbdt({ train: { table, target }, valid: { table, target }, parameters });
    const p = predictGbdt(model, table);
    const logLoss = -p.reduce((sum, pi, i) => sum + Math.log(target[i] === 1 ? pi : 1 - pi), 0) / p.length;
    expect(validLoss.at(-1)).toBeCloseTo(logLoss, 10);
    expect(validLoss.length).toBe(13);
  });

  it('gives the same model to the bit for the same seed, another for another', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6 }), (seed) => {
        const train = aRandomTable({ seed: 'same', rows: 300, features: 5, missing: 0.1 });
        const parameters = { trees: 4, subsample: 0.5, columnSample: 0.6, seed };
        const text = JSON.stringify(trainGbdt({ train, parameters }).model);
        expect(JSON.stringify(trainGbdt({ train, parameters }).model)).toBe(text);
        expect(JSON.stringify(trainGbdt({ train, parameters: { ...parameters, seed: `${seed}!` } }).model)).not.toBe(
          text,
        );
      }),
      { numRuns: 5 },
    );
  });

  it('respects minHessian: no leaf of a squared loss has fewer rows', () => {
    const { table, target } = aRandomTable({ seed: 'leaf', rows: 400, features: 4, missing: 0.1 });
    const { model } = trainGbdt({
      train: { table, target },
      parameters: { loss: 'squared', minHessian: 25, trees: 10 },
    });
    for (const tree of model.trees) expect(Math.min(...tree.cover)).toBeGreaterThanOrEqual(25);
  });

  it('stops when the validation rows no longer gain and keeps the best length', () => {
    const rows = 2000;
    const { table, target } = aRandomTable({ seed: 'stop', rows, features: 6 });
    const half = Int32Array.from({ length: rows / 2 }, (_, i) => i);
    const rest = half.map((i) => i + rows / 2);
    const train = { table: selectRows(table, half), target: pick(target, half) };
    const valid = { table: selectRows(table, rest), target: pick(target, rest) };
    const parameters = { trees: 500, learningRate: 0.3, patience: 10 };
    const { model, validLoss, bestIteration } = trainGbdt({ train, valid, parameters });
    expect(bestIteration).toBeLessThan(100);
    expect(model.trees).toHaveLength(bestIteration);
    expect(validLoss[bestIteration]).toBe(Math.min(...validLoss));
    expect(aucOf(predictGbdt(model, valid.table), valid.target)).toBeGreaterThan(0.78); // Bayes: 0.80
  });

  it('refuses targets that are no numbers and weights that are negative', () => {
    const { table, target } = aRandomTable({ seed: 'nan', rows: 10, features: 2 });
    const weight = new Float64Array(10).fill(-1);
    expect(() => trainGbdt({ train: { table, target: target.fill(Number.NaN, 3, 4) } })).toThrow('finite');
    expect(() => trainGbdt({ train: { table, target: new Float64Array(10), weight } })).toThrow('negative');
  });

  it('refuses a table that lacks one of its features, and finds columns by name', () => {
    const { table, target } = aRandomTable({ seed: 'names', rows: 50, features: 2 });
    const { model } = trainGbdt({ train: { table, target }, parameters: { trees: 2 } });
    const [f0, f1] = [columnOf(table, 0), columnOf(table, 1)];
    const swapped = tableFromColumns({ f1, other: f0, f0 });
    expect(() => predictGbdt(model, tableFromColumns({ f1: [1] }))).toThrow('f0');
    expect([...predictGbdt(model, swapped)]).toEqual([...predictGbdt(model, table)]);
  });
});

describe('the model format', () => {
  it('refuses a tree whose walk could leave it or never end', () => {
    const { table, target } = aRandomTable({ seed: 'format', rows: 100, features: 2 });
    const { model } = trainGbdt({ train: { table, target }, parameters: { trees: 1, depth: 1 } });
    const [tree] = model.trees;
    expect(gbdtModelSchema.safeParse(model).success).toBe(true);
    for (const broken of [{ left: [0, 0, 0] }, { right: [9, 0, 0] }, { feature: [2, -1, -1] }, { gain: [0] }]) {
      expect(gbdtModelSchema.safeParse({ ...model, trees: [{ ...tree, ...broken }] }).success).toBe(false);
    }
  });
});
