import { describe, expect, it } from 'vitest';
import { effect, fitEffect } from './effect.ts';
import { bestTreatment, evaluateEffects } from './evaluate.ts';
import { effectModelSchema } from './format.ts';
import { predictEffect } from './predict.ts';
import { aPopulation, twoOffers, type Population } from './testing.ts';

const prior = { effect: 0.02, sd: 0.03 };
const cost = [0.01, 0.025];

/** What a policy that follows `effects` truly earns per head, costs taken off. */
const earned = (population: Population, effects: readonly Float64Array[]): number => {
  let sum = 0;
  for (let i = 0; i < population.outcome.length; i++) {
    const a = bestTreatment(effects, cost, i);
    if (a > 0) sum += population.effects[a - 1][i] - cost[a - 1];
  }
  return sum / population.outcome.length;
};

const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('effects learned from a randomised past', () => {
  const past = aPopulation({ seed: 'past', rows: 20_000 });
  const fresh = aPopulation({ seed: 'fresh', rows: 20_000 });
  const model = effect.fit({ ...past, treatments: twoOffers, prior, cost, seed: 's' });
  const predicted = effect.predict(model, fresh.table);

  it('find most of what a policy that knows the truth would earn, and more than one offer for all', () => {
    const oracle = earned(fresh, fresh.effects);
    const everybody = earned(
      fresh,
      fresh.effects.map((effects) => new Float64Array(effects.length).fill(mean(effects))),
    );
    expect(model.basis).toBe('trees');
    expect(earned(fresh, predicted)).toBeGreaterThan(0.85 * oracle);
    expect(earned(fresh, predicted)).toBeGreaterThan(1.5 * everybody);
  });

  it('are right on average for every treatment', () => {
    predicted.forEach((effects, k) => {
      expect(Math.abs(mean(effects) - mean(fresh.effects[k]))).toBeLessThan(0.01);
    });
  });

  it('report, from held-out folds, what fresh randomised rows then show', () => {
    const report = model.report!;
    const later = effect.evaluate(model, { ...fresh, cost });
    expect(report.policies.model.estimate).toBeGreaterThan(report.policies.random.estimate);
    expect(report.policies.model.low).toBeLessThan(earned(fresh, predicted));
    expect(report.policies.model.high).toBeGreaterThan(earned(fresh, predicted));
    expect(later.treatments[1].qini).toBeGreaterThan(0.003);
    expect(later.policies.model.low).toBeGreaterThan(0);
    expect(report.treatments.map(({ rows }) => rows).reduce((a, b) => a + b)).toBe(
      past.outcome.filter((_, i) => Number(past.treatment[i]) > 0).length,
    );
  });

  it('are explained by contributions that sum to them, the true driver first', () => {
    const [, large] = effect.explain(model, fresh.table);
    const driver = large.names.indexOf('price_sense');
    const strength = large.names
      .map((_, j) => large.values.subarray(j * large.rows, (j + 1) * large.rows))
      .map((column) => column.reduce((sum, value) => sum + Math.abs(value), 0));
    expect(strength.indexOf(Math.max(...strength))).toBe(driver);
    for (let i = 0; i < 20; i++) {
      let sum = large.base;
      for (let j = 0; j < large.names.length; j++) sum += large.values[j * large.rows + i];
      expect(sum).toBeCloseTo(predicted[1][i], 10);
    }
  });

  it('survive being written down and read again', () => {
    const copy = effectModelSchema.parse(JSON.parse(JSON.stringify(model)));
    expect(effect.predict(copy, fresh.table)).toEqual(predicted);
  });

  it('are the same for the same seed', () => {
    const small = aPopulation({ seed: 'again', rows: 3000 });
    const fit = (): unknown => fitEffect({ ...small, treatments: twoOffers, prior, seed: 's' });
    expect(fit()).toEqual(fit());
  });
});

describe('effects with little to learn from', () => {
  it('are the declared prior, said so, when nobody was left untreated', () => {
    const past = aPopulation({ seed: 'none', rows: 500 });
    const treated = { ...past, treatment: Int32Array.from({ length: 500 }, () => 1) };
    const model = fitEffect({ ...treated, treatments: twoOffers, prior, seed: 's' });
    expect(model.basis).toBe('prior');
    expect(model.reason.en).toContain('prior');
    expect(predictEffect(model, past.table).map((effects) => effects[0])).toEqual([0.02, 0.02]);
  });

  it('are treatment means near the prior when rows are few', () => {
    const past = aPopulation({ seed: 'few', rows: 600 });
    const model = fitEffect({ ...past, treatments: twoOffers, prior: { effect: 0.02, sd: 0.001 }, seed: 's' });
    expect(model.basis).toBe('means');
    for (const arm of model.arms) expect(Math.abs(arm.effect - 0.02)).toBeLessThan(0.03);
    const [small] = predictEffect(model, past.table);
    expect(new Set(small).size).toBe(1);
  });

  it('do not invent differences between people where there are none', () => {
    const past = aPopulation({ seed: 'null', rows: 8000, effect: 0 });
    const model = fitEffect({ ...past, treatments: twoOffers, prior, seed: 's' });
    const [, large] = predictEffect(model, past.table);
    const centre = mean(large);
    const spread = Math.sqrt(mean(large.map((v) => (v - centre) ** 2)));
    expect(Math.abs(centre)).toBeLessThan(0.015);
    expect(spread).toBeLessThan(0.012);
  });

  it('refuse a row without an outcome instead of learning nothing from all', () => {
    const past = aPopulation({ seed: 'bad', rows: 100 });
    past.outcome[3] = Number.NaN;
    expect(() => fitEffect({ ...past, treatments: twoOffers, prior, seed: 's' })).toThrow('row 3 has no outcome');
  });

  it('refuse a propensity that is no probability, naming the row', () => {
    const past = aPopulation({ seed: 'bad', rows: 100 });
    const propensity = Float64Array.from(past.propensity, (e, i) => (i === 7 ? 0 : e));
    expect(() => fitEffect({ ...past, propensity, treatments: twoOffers, prior, seed: 's' })).toThrow('row 7');
  });
});

describe('judging effects', () => {
  // two treated (1, 0), two not (0, 0), each by a coin: the treated head gains 1/½, so the mean gain is 2/4
  it('gives the figures worked by hand', () => {
    const history = {
      table: { names: [], rows: 4, values: new Float32Array(0) },
      treatment: [1, 1, 0, 0],
      propensity: [0.5, 0.5, 0.5, 0.5],
      outcome: Float64Array.of(1, 0, 0, 0),
    };
    const effects = [Float64Array.of(0.4, 0.4, -0.1, 0.4)];
    const report = evaluateEffects({ history, effects, names: ['mail'], cost: [0.1] });
    expect(report.treatments[0]).toMatchObject({ rows: 2, measured: { estimate: 0.5 } });
    expect(report.treatments[0].predicted).toBeCloseTo(0.275, 12);
    expect(report.policies.model.estimate).toBeCloseTo((2 - 0.3) / 4, 12); // three of four pay 0.1
    expect(report.policies.bestSingle.estimate).toBeCloseTo((2 - 0.4) / 4, 12);
    expect(report.treatedShare).toBe(0.75);
  });

  it('gives the same estimate, only surer, when told what to expect of each row', () => {
    const past = aPopulation({ seed: 'control', rows: 10_000 });
    const baseline = Float64Array.from({ length: 10_000 }, (_, i) => 0.02 + 0.02 * past.table.values[10_000 + i]);
    const judge = (known?: Float64Array) =>
      evaluateEffects({ history: past, effects: past.effects, names: ['small', 'large'], baseline: known, cost });
    const [without, withIt] = [judge().policies.model, judge(baseline).policies.model];
    expect(withIt.high - withIt.low).toBeLessThan(without.high - without.low);
    expect(Math.abs(withIt.estimate - without.estimate)).toBeLessThan(without.high - without.estimate);
  });
});
