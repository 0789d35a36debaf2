import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#platform/random.ts';
import { populationStability } from './drift.ts';
import { brierScore, calibrationCurve, expectedCalibrationError, logLossOf } from './probability.ts';
import { aucOf, aucStandardError, gainsCurve, liftAt } from './ranking.ts';
import { qiniCoefficient, qiniCurve, upliftAt } from './uplift.ts';

const label = fc.constantFrom(0, 1);

describe('AUC', () => {
  it('equals the count over all pairs, ties counting half', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), label), { minLength: 2, maxLength: 40 }),
        (rows) => {
          const positives = rows.filter(([, y]) => y === 1);
          const negatives = rows.filter(([, y]) => y === 0);
          fc.pre(positives.length > 0 && negatives.length > 0);
          let wins = 0;
          for (const [p] of positives) for (const [q] of negatives) wins += p > q ? 1 : p === q ? 0.5 : 0;
          const auc = aucOf(
            rows.map(([s]) => s),
            rows.map(([, y]) => y),
          );
          expect(auc).toBeCloseTo(wins / (positives.length * negatives.length), 12);
        },
      ),
    );
  });

  // scikit-learn's documentation of roc_auc_score: 0.75
  it('gives the reference figure of scikit-learn', () => {
    expect(aucOf([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
  });

  // for a score that says nothing, Q1 = Q2 = 1/3 and the variance is that of Mann and Whitney's U: (m + n + 1) / 12mn
  it('has the standard error of the rank sum test when it is one half', () => {
    expect(aucStandardError(0.5, 51, 58)).toBeCloseTo(Math.sqrt((51 + 58 + 1) / (12 * 51 * 58)), 12);
    expect(aucStandardError(1, 51, 58)).toBe(0);
  });

  it('counts a row of weight two as two rows, and is not a number without both outcomes', () => {
    expect(aucOf([3, 2, 1], [1, 0, 1], [2, 1, 1])).toBeCloseTo(aucOf([3, 3, 2, 1], [1, 1, 0, 1]), 12);
    expect(aucOf([1, 2], [1, 1])).toBeNaN();
  });
});

describe('gains and lift', () => {
  const score = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
  const y = [1, 1, 0, 1, 0, 0, 0, 1, 0, 0];

  it('counts the positives found, by hand', () => {
    expect(gainsCurve(score, y, [0.1, 0.2, 0.5, 1]).map((point) => point.captured)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(liftAt(score, y, 0.2)).toBe(2.5);
  });

  it('gives a constant score a lift of one, in whatever order its rows come', () => {
    expect(
      liftAt(
        score.map(() => 1),
        y,
        0.1,
      ),
    ).toBeCloseTo(1, 12);
    expect(
      liftAt(
        score.map(() => 1),
        y,
        0.25,
      ),
    ).toBeCloseTo(1, 12);
  });
});

describe('probabilities', () => {
  // scikit-learn's documentation of log_loss: 0.21616...
  it('gives the reference log loss of scikit-learn', () => {
    expect(logLossOf([0.1, 0.9, 0.8, 0.35], [0, 1, 1, 0])).toBeCloseTo(0.21616187468057912, 12);
    expect(logLossOf([0], [1])).toBeLessThan(40);
  });

  // scikit-learn's documentation of brier_score_loss: 0.037…
  it('gives the reference Brier score of scikit-learn', () => {
    expect(brierScore([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0])).toBeCloseTo(0.0375, 12);
  });

  it('shows what was predicted and what happened, by hand', () => {
    const curve = calibrationCurve([0.8, 0.2, 0.6, 0.4], [1, 0, 0, 1], 2);
    expect(curve.map((bin) => bin.rows)).toEqual([2, 2]);
    expect(curve.map((bin) => bin.observed)).toEqual([0.5, 0.5]);
    expect(curve[0].predicted).toBeCloseTo(0.3, 12);
    expect(expectedCalibrationError(curve)).toBeCloseTo(0.2, 12);
  });
});

describe('drift', () => {
  it('is zero for the same sample and large for a moved one', () => {
    const random = seededRandom('psi');
    const sample = Array.from({ length: 5000 }, () => random.normal());
    expect(populationStability(sample, sample)).toBe(0);
    expect(
      populationStability(
        sample,
        sample.map((x) => x + 1),
      ),
    ).toBeGreaterThan(0.25);
    expect(
      populationStability(
        sample,
        sample.map((x, i) => (i % 2 ? x : Number.NaN)),
      ),
    ).toBeGreaterThan(0.25);
  });

  // two bins of 1/2 become 1/4 and 3/4: ¼ ln 2 … (¼−½) ln(¼/½) + (¾−½) ln(¾/½) = ¼ ln 3; the missing bins are alike
  it('gives the value worked by hand', () => {
    expect(populationStability([1, 1, 2, 2], [1, 2, 2, 2], 2)).toBeCloseTo(0.25 * Math.log(3), 12);
  });
});

describe('Qini', () => {
  // best half: treated 1, 1 against 0, 0; the rest: treated 0, 0 against 0, 0
  const perfect = {
    score: [8, 7, 6, 5, 4, 3, 2, 1],
    treated: [1, 0, 1, 0, 1, 0, 1, 0],
    outcome: [1, 0, 1, 0, 0, 0, 0, 0],
  };

  it('gives the curve worked by hand', () => {
    expect(qiniCurve(perfect, [0.25, 0.5, 1])).toEqual([
      { share: 0.25, gain: 0.25 },
      { share: 0.5, gain: 0.5 },
      { share: 1, gain: 0.5 },
    ]);
    expect(upliftAt(perfect, 0.5)).toBe(1);
    expect(upliftAt(perfect, 1)).toBe(0.5);
    expect(qiniCoefficient(perfect)).toBeGreaterThan(0.08);
    expect(qiniCoefficient({ ...perfect, score: perfect.score.map((s) => -s) })).toBeLessThan(-0.08);
  });

  it('is about zero for a score that says nothing', () => {
    const random = seededRandom('qini');
    const n = 40_000;
    const treated = Array.from({ length: n }, () => random.int(2));
    const outcome = treated.map((w) => (random.next() < 0.1 + 0.05 * w ? 1 : 0));
    const score = treated.map(() => random.next());
    expect(Math.abs(qiniCoefficient({ score, treated, outcome }))).toBeLessThan(0.002);
    expect(upliftAt({ score, treated, outcome }, 1)).toBeCloseTo(0.05, 1.5);
  });

  it('undoes unequal assignment when told the propensities', () => {
    const random = seededRandom('ips');
    const rows = Array.from({ length: 40_000 }, () => {
      const rich = random.int(2); // the rich buy more anyway and were treated more often
      const e = rich ? 0.8 : 0.2;
      const w = random.next() < e ? 1 : 0;
      return { w, propensity: w ? e : 1 - e, y: random.next() < 0.05 + 0.3 * rich + 0.05 * w ? 1 : 0 };
    });
    const comparison = {
      score: rows.map(() => 1),
      treated: rows.map(({ w }) => w),
      outcome: rows.map(({ y }) => y),
      propensity: rows.map(({ propensity }) => propensity),
    };
    expect(Math.abs(upliftAt(comparison, 1) - 0.05)).toBeLessThan(0.015);
    expect(upliftAt({ ...comparison, propensity: undefined }, 1)).toBeGreaterThan(0.15);
  });
});
