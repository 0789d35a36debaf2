import { expect, it } from 'vitest';
import { bandWords } from './band-words.ts';

it('names every band of a histogram once', () => {
  const edges = [1, 2, 5];
  expect([0, 1, 2, 3].map((band) => bandWords(edges, band, String))).toEqual(['< 1', '1', '2 – 5', '≥ 5']);
});

it('has a word for the one band of a feature with one value', () => {
  expect(bandWords([], 0, String)).toBe('…');
});
