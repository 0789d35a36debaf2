import { describe, expect, test } from 'vitest';
import { seededRandom } from '#platform';
import { expectationMaximisation, posterior } from './expectation-maximisation.ts';
import { planOf } from './field-plan.ts';
import { learnModel } from './learn-model.ts';
import { patternCounts, type PatternRow } from './patterns.ts';
import { aRule } from './testing.ts';

const spec = aRule({
  fields: ['a', 'b', 'c', 'd'].map((name) => ({ name, compare: { type: 'edits' as const, within: [1] } })),
  blocking: [[{ fields: ['a'] }], [{ fields: ['b'] }], [{ fields: ['c'] }]],
});
const plan = planOf(spec);

/** Levels: 1 different, 2 one keystroke, 3 the same. */
const trueM = [
  [0, 0.1, 0.2, 0.7],
  [0, 0.05, 0.05, 0.9],
  [0, 0.2, 0.1, 0.7],
  [0, 0.15, 0.25, 0.6],
];
const trueU = [
  [0, 0.95, 0.04, 0.01],
  [0, 0.9, 0.08, 0.02],
  [0, 0.97, 0.02, 0.01],
  [0, 0.7, 0.2, 0.1],
];

/** Pairs drawn from the known m and u, one in ten without a value at each field. */
const drawn = (pairs: number, lambda: number, takes: (levels: readonly number[]) => number): readonly PatternRow[] => {
  const random = seededRandom('em');
  const counts = new Map<string, number>();
  for (let i = 0; i < pairs; i++) {
    const from = random.next() < lambda ? trueM : trueU;
    const levels = from.map((shares) => (random.next() < 0.1 ? 0 : random.weighted([0, 1, 2, 3], shares)));
    const rules = takes(levels);
    if (rules < 0) continue;
    const pattern = levels.reduce((sum, level, f) => sum + BigInt(level) * (plan.fields[f]?.radix ?? 0n), 0n);
    const key = `${pattern} ${rules}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, n]) => {
    const [pattern = '', rules = ''] = key.split(' ');
    return { pattern, rules: Number(rules), pairs: String(n) };
  });
};

describe('expectation-maximisation', () => {
  test('finds m and λ again from pairs drawn with them, a tenth of the values missing', () => {
    const counts = patternCounts(
      plan,
      drawn(200_000, 0.05, () => 1),
    );
    const start = trueM.map(() => Float64Array.from([0, 0.05, 0.05, 0.9]));
    const u = trueU.map((shares) => Float64Array.from(shares));
    const { m, lambda } = expectationMaximisation({
      counts,
      takes: () => true,
      free: [0, 1, 2, 3],
      u,
      m: start,
      lambda: 0.2,
    });
    expect(lambda).toBeCloseTo(0.05, 2);
    for (const [f, levels] of m.entries()) {
      for (const l of [1, 2, 3]) expect(Math.abs((levels[l] ?? 0) - (trueM[f]?.[l] ?? 0))).toBeLessThan(0.03);
    }
  });

  test('one field worked by hand: the posterior is λm / (λm + (1−λ)u)', () => {
    const counts = patternCounts(plan, [{ pattern: '3', rules: 1, pairs: '1' }]);
    const model = {
      free: [0],
      m: [Float64Array.from([0, 0.1, 0.1, 0.8])],
      u: [Float64Array.from([0, 0.8, 0.1, 0.1])],
      lambda: 0.2,
    };
    expect(posterior(counts, 0, model)).toBeCloseTo((0.2 * 0.8) / (0.2 * 0.8 + 0.8 * 0.1), 12);
  });

  test('a missing value says nothing', () => {
    const counts = patternCounts(plan, [{ pattern: '0', rules: 1, pairs: '1' }]);
    const model = {
      free: [0],
      m: [Float64Array.from([0, 0, 0, 1])],
      u: [Float64Array.from([0, 1, 0, 0])],
      lambda: 0.2,
    };
    expect(posterior(counts, 0, model)).toBeCloseTo(0.2, 12);
  });
});

describe('learning from blocked pairs', () => {
  test('finds m, u and λ again although candidates are only those that agree on a blocking rule', () => {
    const bits = (levels: readonly number[]): number =>
      [0, 1, 2].reduce((sum, f) => sum + (levels[f] === 3 ? 2 ** f : 0), 0);
    const pairs = 800_000;
    const lambda = 0.01;
    const candidates = patternCounts(
      plan,
      drawn(pairs, lambda, (levels) => bits(levels) || -1),
    );
    const sample = patternCounts(
      plan,
      drawn(pairs, lambda, () => 0),
    );
    const same = plan.fields.map(({ at }) => lambda * (trueM[at]?.[3] ?? 0) + (1 - lambda) * (trueU[at]?.[3] ?? 0));
    const model = learnModel(plan, { candidates, sample, same, allPairs: pairs });
    expect(model.unlearned).toEqual([]);
    expect(model.lambda).toBeGreaterThan(lambda * 0.85);
    expect(model.lambda).toBeLessThan(lambda * 1.15);
    for (const f of [0, 1, 2, 3]) {
      for (const l of [1, 2, 3]) {
        expect(Math.abs((model.m[f]?.[l] ?? 0) - (trueM[f]?.[l] ?? 0))).toBeLessThan(0.05);
        expect(Math.abs((model.u[f]?.[l] ?? 0) - (trueU[f]?.[l] ?? 0))).toBeLessThan(0.01);
      }
    }
  });
});
