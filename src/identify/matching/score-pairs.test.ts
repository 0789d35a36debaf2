import { expect, test } from 'vitest';
import { bitsOf } from './score-pairs.ts';

const model = { m: [Float64Array.of(0, 0.01, 0.99)], u: [Float64Array.of(0, 1e-6, 1 - 1e-6)] };

test('to differ in a field that says the same of everybody is no evidence for one person', () => {
  expect(bitsOf(model, 0, 1)).toBe(0);
  expect(bitsOf(model, 0, 2)).toBeCloseTo(0, 1);
});

test('a missing value says nothing; what is rarer among strangers speaks for', () => {
  const usual = { m: [Float64Array.of(0, 0.1, 0.9)], u: [Float64Array.of(0, 0.99, 0.01)] };
  expect(bitsOf(usual, 0, 0)).toBe(0);
  expect(bitsOf(usual, 0, 1)).toBeLessThan(-3);
  expect(bitsOf(usual, 0, 2)).toBeCloseTo(Math.log2(90));
});
