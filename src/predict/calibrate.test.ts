import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#platform/random.ts';
import { calibrate, fitCalibrator, fitIsotonic, fitPlatt, poolAdjacentViolators } from './calibrate.ts';
import { sigmoid } from './gbdt/losses.ts';

/** Margins whose true probability is σ(½ margin − 1): over-confident and too high. */
const overConfident = (rows: number, seed: string): { margin: Float64Array; label: Float64Array } => {
  const random = seededRandom(seed);
  const margin = Float64Array.from({ length: rows }, () => 3 * random.normal());
  return { margin, label: margin.map((m) => (random.next() < sigmoid(0.5 * m - 1) ? 1 : 0)) };
};

describe('isotonic regression', () => {
  it('pools violators, by hand', () => {
    const points = [1, 3, 2, 4, 3.5, 3].map((y, x) => ({ x, y, weight: 1 }));
    expect(poolAdjacentViolators(points)).toEqual([
      { x: 0, y: 1, weight: 1 },
      { x: 1.5, y: 2.5, weight: 2 },
      { x: 4, y: 3.5, weight: 3 },
    ]);
  });

  it('never falls, keeps the mean, and is the best ascending fit of all two-step ones', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 2, maxLength: 30 }), (outcomes) => {
        const blocks = poolAdjacentViolators(outcomes.map((y, x) => ({ x, y, weight: 1 })));
        for (let k = 1; k < blocks.length; k++) expect(blocks[k].y).toBeGreaterThan(blocks[k - 1].y);
        const mass = blocks.reduce((sum, block) => sum + block.weight * block.y, 0);
        expect(mass).toBeCloseTo(
          outcomes.reduce((sum, y) => sum + y, 0),
          9,
        );
        const fitted = blocks.flatMap((block) => Array.from({ length: block.weight }, () => block.y));
        const loss = (fit: readonly number[]): number => fit.reduce((sum, f, i) => sum + (f - outcomes[i]) ** 2, 0);
        for (let cut = 0; cut <= outcomes.length; cut++) {
          for (const [low, high] of [
            [0, 1],
            [0.2, 0.6],
            [0.5, 0.5],
          ] as const) {
            expect(loss(fitted)).toBeLessThanOrEqual(loss(outcomes.map((_, i) => (i < cut ? low : high))) + 1e-9);
          }
        }
      }),
    );
  });

  it('makes one knot of equal margins', () => {
    const knots = fitIsotonic(Float64Array.of(1, 1, 1, 2), Float64Array.of(0, 1, 1, 1));
    expect(knots).toEqual({ type: 'isotonic', margins: [1, 2], probabilities: [2 / 3, 1] });
  });
});

describe('Platt scaling', () => {
  it('recovers the line that made the outcomes', () => {
    const { margin, label } = overConfident(40_000, 'platt');
    const fitted = fitPlatt(margin, label);
    expect(fitted).toMatchObject({ type: 'platt' });
    if (fitted.type !== 'platt') return;
    expect(fitted.slope).toBeCloseTo(0.5, 1);
    expect(fitted.intercept).toBeCloseTo(-1, 1);
  });

  it('stays finite when the outcomes are perfectly separated', () => {
    const fitted = fitPlatt(Float64Array.of(-2, -1, 1, 2), Float64Array.of(0, 0, 1, 1));
    const p = calibrate(fitted, Float64Array.of(-2, 2));
    expect(p[0]).toBeGreaterThan(0.1); // Platt's targets for two of each are 1/4 and 3/4
    expect(p[1]).toBeLessThan(0.9);
  });
});

describe('calibration', () => {
  it('brings probabilities to what happens, for either method', () => {
    for (const rows of [3000, 20_000]) {
      const { margin, label } = overConfident(rows, 'fit');
      const calibrator = fitCalibrator(margin, label);
      expect(calibrator.type).toBe(rows === 3000 ? 'platt' : 'isotonic');
      const p = calibrate(calibrator, Float64Array.of(-4, 0, 4));
      [sigmoid(-3), sigmoid(-1), sigmoid(1)].forEach((truth, k) => expect(Math.abs(p[k] - truth)).toBeLessThan(0.06));
    }
  });

  it('never turns the order of two margins round', () => {
    const { margin, label } = overConfident(20_000, 'order');
    for (const fitted of [fitIsotonic(margin, label), fitPlatt(margin, label)]) {
      const p = calibrate(
        fitted,
        Float64Array.from({ length: 400 }, (_, i) => i / 20 - 10),
      );
      for (let i = 1; i < p.length; i++) expect(p[i]).toBeGreaterThanOrEqual(p[i - 1]);
    }
  });

  it('leaves margins alone when there are too few positives to learn from', () => {
    expect(fitCalibrator(new Float64Array(100), new Float64Array(100))).toEqual({ type: 'none' });
    expect([...calibrate({ type: 'none' }, Float64Array.of(0))]).toEqual([0.5]);
  });
});
