import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '#platform';
import { adjustedDifference, differenceOfMeans } from './difference-of-means.ts';
import { estimateOf, scaled, type Finding } from './estimate.ts';
import { covarianceOf, momentsOf, pooledMoments, varianceOf } from './moments.ts';
import { pooledByPrecision, summed } from './pooling.ts';
import { differenceOfProportions, proportion, ratioOfSums, relativeLift } from './ratios.ts';
import { sampleRatio } from './sample-ratio.ts';

const close = (expected: number, digits = 9): unknown => expect.closeTo(expected, digits);
const covers = (finding: Finding, truth: number): boolean =>
  finding.type === 'estimate' && finding.low <= truth && truth <= finding.high;

describe('sufficient numbers', () => {
  test('by hand: y = 1 2 6, x = 0 1 2', () => {
    const sample = momentsOf([1, 2, 6], [0, 1, 2]);
    expect(varianceOf(sample)).toBe(7); // ((−2)² + (−1)² + 3²) / 2
    expect(covarianceOf(sample)).toBe(2.5); // (2 + 0 + 3) / 2
  });

  test('pooling samples is the same as looking at everybody at once', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })));
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        const moments = (list: readonly (readonly [number, number])[]) =>
          momentsOf(
            list.map(([y]) => y),
            list.map(([, x]) => x),
          );
        expect(pooledMoments([moments(a), moments(b)])).toEqual(moments([...a, ...b]));
      }),
    );
  });
});

describe('difference of means', () => {
  test('agrees with scipy 1.17.1 ttest_ind(equal_var=False)', () => {
    const finding = differenceOfMeans(
      momentsOf([12.1, 15.3, 9.8, 14.2, 11, 16.7]),
      momentsOf([8.9, 10.2, 11.5, 7.3, 9.6]),
    );
    expect(finding).toMatchObject({
      estimate: close(79.1 / 6 - 9.5),
      pValue: close(0.020609838219917513),
      low: close(0.7258810726854779, 8),
      high: close(6.640785593981192, 8),
    });
  });

  test('of one person, or of people who are all alike, is not given', () => {
    expect(differenceOfMeans(momentsOf([1]), momentsOf([1, 2]))).toEqual({ type: 'not_enough', of: 'people' });
    expect(differenceOfMeans(momentsOf([0, 0]), momentsOf([0, 0]))).toEqual({ type: 'not_enough', of: 'variation' });
  });
});

describe('CUPED', () => {
  test('by hand: θ = 2 takes out all that x explains', () => {
    // y = 2x + {0, 1, −1} for the treated + 3; θ = cov/var within groups
    const treated = momentsOf([3, 6, 6], [0, 1, 2]);
    const control = momentsOf([0, 2, 4], [0, 1, 2]);
    // treated: cov 1.5, var 1; control: cov 2, var 1 → θ = 3.5/2 = 1.75; means 5 − 1.75 and 2 − 1.75
    const { finding } = adjustedDifference(treated, control);
    expect(finding).toMatchObject({ estimate: close(3) });
    // variance of y − 1.75x: treated 3, 4.25, 2.5 → .8125; control 0, .25, .5 → .0625; se² = .875/3
    expect(finding).toMatchObject({ standardError: close(Math.sqrt(0.875 / 3)) });
  });

  test('a covariate that says nothing changes nothing', () => {
    const [treated, control] = [momentsOf([1, 2, 6], [5, 5, 5]), momentsOf([0, 2, 1], [5, 5, 5])];
    expect(adjustedDifference(treated, control)).toEqual({
      finding: differenceOfMeans(treated, control),
      varianceReduction: 0,
    });
  });

  test('intervals get narrower and still cover the true effect 95 % of the time', () => {
    const random = seededRandom('cuped');
    const sample = (n: number, effect: number) => {
      const before = Array.from({ length: n }, () => random.gamma(2) * 50);
      return momentsOf(
        before.map((x) => 0.8 * x + 20 * random.normal() + effect),
        before,
      );
    };
    const runs = Array.from({ length: 1_000 }, () => adjustedDifference(sample(300, 5), sample(60, 0)));
    const covered = runs.filter(({ finding }) => covers(finding, 5)).length / runs.length;
    // three binomial standard deviations around .95
    expect(Math.abs(covered - 0.95)).toBeLessThan(0.021);
    // 1 − 20² / (20² + (.8 · 50)² · 2)
    expect(runs.reduce((sum, run) => sum + run.varianceReduction, 0) / runs.length).toBeCloseTo(0.889, 1);
  });
});

describe('ratios', () => {
  test('relative lift by hand: means 6 and 4, squared errors .04 and .01', () => {
    // n = 2: variance = 2 · se²; values mean ± √(se²)
    const treated = momentsOf([6 - 0.2, 6 + 0.2]);
    const control = momentsOf([4 - 0.1, 4 + 0.1]);
    expect(relativeLift(treated, control)).toMatchObject({
      estimate: close(0.5),
      standardError: close(Math.sqrt(0.04 / 16 + (36 * 0.01) / 256)),
    });
  });

  test('relative lift over a control that is about nothing is not given', () => {
    expect(relativeLift(momentsOf([1, 2, 3]), momentsOf([-1, 0, 1.1]))).toEqual({ type: 'not_enough', of: 'baseline' });
  });

  test('the interval of a ratio of sums covers the true ratio 95 % of the time', () => {
    const random = seededRandom('ratio');
    const runs = Array.from({ length: 1_000 }, () => {
      const orders = Array.from({ length: 400 }, () => random.poisson(1.5));
      return ratioOfSums(
        momentsOf(
          orders.map((x) => x * 30 * (1 + 0.3 * random.normal())),
          orders,
        ),
      );
    });
    expect(Math.abs(runs.filter((run) => covers(run, 30)).length / runs.length - 0.95)).toBeLessThan(0.025);
  });

  test("a proportion's interval agrees with scipy 1.17.1 binomtest.proportion_ci(method='wilson')", () => {
    expect(proportion({ n: 20, hits: 0 })).toMatchObject({
      estimate: 0,
      low: close(0),
      high: close(0.16112515805281935),
    });
    expect(proportion({ n: 263, hits: 81 })).toMatchObject({
      low: close(0.2552885198782742),
      high: close(0.36620957698280004),
    });
  });

  test('the difference of 56/70 and 48/80 agrees with Newcombe 1998, table II, method 10', () => {
    expect(differenceOfProportions({ n: 70, hits: 56 }, { n: 80, hits: 48 })).toMatchObject({
      estimate: close(0.2),
      low: close(0.0524, 4),
      high: close(0.3339, 4),
    });
  });
});

describe('sample ratio', () => {
  test('agrees with scipy 1.17.1 chisquare', () => {
    const groups = [
      { people: 1010, share: 0.1 },
      { people: 1950, share: 0.2 },
      { people: 7040, share: 0.7 },
    ];
    expect(sampleRatio(groups)).toEqual({
      chiSquare: close(1.5785714285714287),
      degreesOfFreedom: 2,
      pValue: close(0.45416908594043326),
      ok: true,
    });
  });

  test('a group that lost a tenth of its people is caught', () => {
    expect(
      sampleRatio([
        { people: 4500, share: 0.5 },
        { people: 5000, share: 0.5 },
      ]).ok,
    ).toBe(false);
  });

  test('no people, or one group, is no mismatch; people where none belong is an error', () => {
    expect(
      sampleRatio([
        { people: 0, share: 0.5 },
        { people: 0, share: 0.5 },
      ]).ok,
    ).toBe(true);
    expect(
      sampleRatio([
        { people: 9, share: 1 },
        { people: 0, share: 0 },
      ]).ok,
    ).toBe(true);
    expect(() =>
      sampleRatio([
        { people: 9, share: 1 },
        { people: 1, share: 0 },
      ]),
    ).toThrow('share is 0');
  });
});

describe('several rounds', () => {
  test('pooled by precision, by hand: 10 ± 1 and 20 ± 2 make (10·1 + 20·¼) / 1¼ = 12', () => {
    expect(pooledByPrecision([estimateOf(10, 1), estimateOf(20, 2)])).toMatchObject({
      estimate: close(12),
      standardError: close(Math.sqrt(0.8)),
    });
  });

  test('a round without enough to say does not count for the mean and forbids the sum', () => {
    const nothing: Finding = { type: 'not_enough', of: 'people' };
    expect(pooledByPrecision([estimateOf(10, 1), nothing])).toMatchObject({ estimate: close(10) });
    expect(summed([estimateOf(10, 1), nothing])).toEqual(nothing);
  });

  test('totals add up with their errors in quadrature', () => {
    expect(summed([estimateOf(10, 3), estimateOf(20, 4)])).toMatchObject({ estimate: 30, standardError: close(5) });
  });
});

test('a finding in another unit keeps its p-value and turns its interval the right way round', () => {
  const loss = scaled(estimateOf(10, 1), -2);
  expect(loss).toMatchObject({ estimate: -20, standardError: 2, pValue: estimateOf(10, 1).pValue });
  expect(covers(loss, -20)).toBe(true);
});
