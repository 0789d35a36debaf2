import { expect, test } from 'vitest';
import { stabilityIndex } from './stability-index.ts';

test('the index of a case worked by hand', () => {
  // shares 0.5 0.3 0.2 against 0.3 0.3 0.4: 0.2·ln(5/3) + 0 + 0.2·ln 2 = 0.1022 + 0.1386 = 0.2408
  const index = stabilityIndex('city', [
    { band: 'a', whole: 300_000, seen: 500_000 },
    { band: 'b', whole: 300_000, seen: 300_000 },
    { band: 'c', whole: 400_000, seen: 200_000 },
  ]);
  expect(index.psi).toBeCloseTo(0.2408, 4);
  expect(index.verdict).toBe('shifted');
});

test('a source that sees everybody equally has no bias', () => {
  expect(
    stabilityIndex('x', [
      { band: 'a', whole: 1000, seen: 100 },
      { band: 'b', whole: 3000, seen: 300 },
    ]),
  ).toMatchObject({ verdict: 'same' });
});

test('a band nobody of which is seen counts as different and stays finite', () => {
  const index = stabilityIndex('x', [
    { band: 'a', whole: 500, seen: 200 },
    { band: 'b', whole: 500, seen: 0 },
  ]);
  expect(index.verdict).toBe('different');
  expect(Number.isFinite(index.psi)).toBe(true);
});
