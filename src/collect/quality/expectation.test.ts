import { expect, test } from 'vitest';
import { expectation, volumeChange } from './expectation.ts';

test('with fewer than four weeks nothing is expected', () => {
  expect(expectation(5, [100, 100, 100])).toEqual({ events: 5, expected: null, deviation: null, weeks: 3 });
  expect(volumeChange(expectation(5, [100, 100, 100]))).toBe(0);
});

test('deviation is in robust standard deviations, at least a Poisson count’s', () => {
  // median 99.5, absolute deviations 1.5 2.5 0.5 0.5, MAD 1 → 1.48 < √99.5 = 9.97
  const low = expectation(10, [98, 102, 100, 99]);
  expect(low.expected).toBe(99.5);
  expect(low.deviation).toBeCloseTo(-8.972, 3);
  expect(volumeChange(low)).toBeCloseTo(-0.8995, 4);
  // median 100, absolute deviations 50 0 50 0 50, MAD 50 → 74.13
  expect(expectation(174.13, [50, 100, 150, 100, 50]).deviation).toBeCloseTo(1, 6);
});

test('one week without data does not move what is expected', () => {
  expect(expectation(100, [100, 0, 101, 99, 100]).expected).toBe(100);
});

test('rare events are never a change of volume', () => {
  expect(volumeChange(expectation(0, [3, 4, 2, 3]))).toBe(0);
});
