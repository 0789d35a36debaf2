import { expect, test } from 'vitest';
import { driftOf } from './drift.ts';

const counts = (people: readonly number[], missing = 0) => ({ people, missing });

test('the same people in the same bands have not moved', () => {
  const drift = driftOf([0, 3], counts([50, 30, 20]), counts([50, 30, 20]));
  expect(drift.psi).toBeCloseTo(0, 12);
  expect(drift.verdict).toBe('same');
  expect(drift.bands.map(({ band }) => band)).toEqual(['≤ 0', '0 – 3', '> 3']);
});

test('twice as many people in the same shares have not moved', () => {
  expect(driftOf([1], counts([500, 500]), counts([1000, 1000])).psi).toBeLessThan(1e-6);
});

test('half of the people without a value where all had one is another population', () => {
  const drift = driftOf([1], counts([500, 500]), counts([250, 250], 500));
  expect(drift.verdict).toBe('different');
  expect(drift.bands.at(-1)?.band).toBe('');
});

test('a share that goes from 50 % to 60 % gives the index of the textbook', () => {
  // (0.6 − 0.5)·ln(0.6/0.5) + (0.4 − 0.5)·ln(0.4/0.5), half a person added to each band
  expect(driftOf([1], counts([5000, 5000]), counts([6000, 4000])).psi).toBeCloseTo(0.0405, 3);
});
