import { expect, test } from 'vitest';
import { rfmScores } from './rule.ts';

test('five people in order get the five quintiles, the most recent buyer the best', () => {
  const { recency, frequency, monetary, score } = rfmScores({
    recencyDays: [5, 10, 20, 40, 80],
    frequency: [9, 7, 5, 3, 1],
    monetary: [900, 700, 500, 300, 100],
  });
  expect([...recency]).toEqual([5, 4, 3, 2, 1]);
  expect([...frequency]).toEqual([5, 4, 3, 2, 1]);
  expect([...monetary]).toEqual([5, 4, 3, 2, 1]);
  // 15 + 4/5, 12 + 3/5, …
  expect([...score].map((value) => Math.round(value * 10) / 10)).toEqual([15.8, 12.6, 9.4, 6.2, 3]);
});

test('equals share a quintile, and who never bought is the least recent', () => {
  const { recency, frequency } = rfmScores({
    recencyDays: [Number.NaN, 3, 3, 3],
    frequency: [0, 1, 1, 1],
    monetary: [0, 1, 1, 1],
  });
  expect([...recency]).toEqual([1, 3, 3, 3]);
  expect([...frequency]).toEqual([1, 3, 3, 3]);
});

test('nobody has no scores', () => {
  expect(rfmScores({ recencyDays: [], frequency: [], monetary: [] }).score).toHaveLength(0);
});
