import { expect, test } from 'vitest';
import { groupOf } from './groups.ts';

test('sizes follow the shares', () => {
  const shares = { holdout: 0.05, random: 0.1, rule: 0.1, model: 0.75 };
  const drawn = Array.from({ length: 20_000 }, (_, i) => groupOf({ program: 'p', shares }, String(i)));
  for (const [group, share] of Object.entries(shares)) {
    const size = drawn.filter((name) => name === group).length;
    // four standard deviations of a binomial
    expect(Math.abs(size - 20_000 * share)).toBeLessThan(4 * Math.sqrt(20_000 * share * (1 - share)));
  }
});

test('shares that do not add up to one are refused', () => {
  expect(() => groupOf({ program: 'p', shares: { holdout: 0.5, random: 0, rule: 0, model: 0.4 } }, '1')).toThrow(
    'add up',
  );
});
