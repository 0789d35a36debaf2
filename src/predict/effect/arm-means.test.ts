import { describe, expect, it } from 'vitest';
import { seededRandom } from '#platform/random.ts';
import { armMeans } from './arm-means.ts';

const treatments = ['a', 'b', 'c'].map((name) => ({ name, descriptors: [] }));
const ones = (rows: number): Float64Array => new Float64Array(rows).fill(1);

describe('treatment means', () => {
  // ½ against ¼; one variance (4·¼ + ¾ + 1)/(8 + 1) = 11/36 for both sides, so 11/144 for each mean and 11/72 together
  it('shrink a single difference to the prior as worked by hand', () => {
    const residual = Float64Array.of(1, 1, 0, 0, 0, 0, 0, 1);
    const rows = { treatment: [1, 1, 1, 1, 0, 0, 0, 0], residual, weight: ones(8) };
    const [arm] = armMeans(rows, treatments.slice(0, 1), { effect: 0, sd: 0.1 });
    expect(arm.measured).toBe(0.25);
    expect(arm.standardError).toBeCloseTo(Math.sqrt(11 / 72), 12);
    expect(arm.effect).toBeCloseTo((0.25 * 0.01) / (0.01 + 11 / 72), 12);
  });

  it('are the prior without rows, and for a treatment nobody had the mean of the others', () => {
    const nothing = { treatment: [], residual: new Float64Array(0), weight: ones(0) };
    expect(armMeans(nothing, treatments, { effect: 0.03, sd: 0.1 }).map((arm) => arm.effect)).toEqual([
      0.03, 0.03, 0.03,
    ]);
    const rows = { treatment: [1, 0], residual: Float64Array.of(1, 0), weight: ones(2) };
    const [a, b] = armMeans(rows, treatments.slice(0, 2), { effect: 0, sd: 1e6 });
    expect(a.effect).toBeCloseTo(1, 6);
    expect(b).toMatchObject({ rows: 0, measured: null, standardError: null });
    expect(b.effect).toBeCloseTo(1, 6);
  });

  it('keep true differences and drop those that chance makes', () => {
    const random = seededRandom('arms');
    const fit = (effects: readonly number[], rows: number): number[] => {
      const treatment = Array.from({ length: rows }, () => random.int(4));
      const residual = Float64Array.from(treatment, (a) => random.normal() + (a > 0 ? effects[a - 1] : 0));
      return armMeans({ treatment, residual, weight: ones(rows) }, treatments, { effect: 0, sd: 1 }).map(
        (arm) => arm.effect,
      );
    };
    const apart = fit([0.5, 1, 1.5], 20_000);
    [0.5, 1, 1.5].forEach((truth, k) => expect(Math.abs(apart[k] - truth)).toBeLessThan(0.08));
    // three measured means of error 0.1 range over 0.17 on average
    const ranges = Array.from({ length: 20 }, () => fit([0.2, 0.2, 0.2], 400)).map(
      (all) => Math.max(...all) - Math.min(...all),
    );
    expect(ranges.reduce((sum, range) => sum + range, 0) / 20).toBeLessThan(0.1);
  });
});
