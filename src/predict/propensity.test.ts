import { describe, expect, it } from 'vitest';
import { GyreError } from '#platform/errors.ts';
import { predictMargins } from './gbdt/predict.ts';
import type { Labelled } from './gbdt/train.ts';
import { propensityModelSchema } from './propensity-format.ts';
import { propensity } from './propensity.ts';
import { aRandomTable } from './testing.ts';

const rows = (seed: string, count: number): Labelled => aRandomTable({ seed, rows: count, features: 6, missing: 0.05 });
const train = rows('train', 3000);
const valid = rows('valid', 3000);
const seed = 'p';

describe('a propensity model', () => {
  const model = propensity.fit({ train, valid, seed });

  it('reports what it then reaches on rows nobody has seen', () => {
    const fresh = propensity.evaluate(model, rows('fresh', 6000));
    expect(fresh.auc).toBeGreaterThan(0.75);
    expect(model.report.aucInterval!.low).toBeLessThan(fresh.auc!);
    expect(model.report.aucInterval!.high).toBeGreaterThan(fresh.auc!);
    expect(fresh.ece).toBeLessThan(0.04);
    expect(fresh.liftTopDecile).toBeGreaterThan(1.5);
    expect(model.report.rows).toBeGreaterThan(1300); // the other half of the validation rows tuned it
    expect(model.report.rows).toBeLessThan(1700);
  });

  it('puts the features that made the outcome before those that did not', () => {
    const names = model.report.featureImportance.map(({ name }) => name);
    expect(names.slice(0, 3).sort()).toEqual(['f0', 'f1', 'f2']);
  });

  it('explains the margin it predicts from', () => {
    const { base, values, rows: n } = propensity.explain(model, valid.table);
    const margins = predictMargins(model.trees, valid.table);
    for (let i = 0; i < 20; i++) {
      let margin = base;
      for (let j = 0; j < 6; j++) margin += values[j * n + i];
      expect(margin).toBeCloseTo(margins[i], 9);
    }
  });

  it('survives being written down and read again', () => {
    const copy = propensityModelSchema.parse(JSON.parse(JSON.stringify(model)));
    expect([...propensity.predict(copy, valid.table)]).toEqual([...propensity.predict(model, valid.table)]);
  });

  it('is the same for the same seed', () => {
    expect(propensity.fit({ train, valid, seed })).toEqual(model);
  });

  it('tries what the caller asks and takes the best', () => {
    const searched = propensity.fit({ train, valid, seed, search: { depth: [1, 3], minHessian: [10], l2: [1, 50] } });
    const { search } = searched.report;
    expect(search).toHaveLength(4);
    expect(search[0].logLoss).toBe(Math.min(...search.map(({ logLoss }) => logLoss)));
    expect(searched.trees.parameters).toMatchObject({ depth: search[0].depth, l2: search[0].l2 });
  });

  it('says which rows lack an outcome instead of fitting nothing', () => {
    const never = { ...train, target: new Float64Array(3000) };
    const fit = (): unknown => propensity.fit({ train: never, valid, seed });
    expect(fit).toThrow(GyreError);
    expect(fit).toThrow('0 of 3000 training rows');
  });
});
