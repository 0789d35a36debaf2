import { expect, it } from 'vitest';
import { bandWords } from './band-words.ts';

const all = (bands: Parameters<typeof bandWords>[0]): readonly string[] =>
  [...bands.edges, 0].map((_, band) => bandWords(bands, band, String));

it('names every band of a histogram once', () => {
  expect(all({ edges: [1, 2, 5] })).toEqual(['< 1', '1', '2 – 5', '≥ 5']);
});

it('says a count where a band holds one', () => {
  expect(all({ edges: [1, 2, 3], least: 0, most: 3 })).toEqual(['0', '1', '2', '3']);
});

it('says the value of a feature that has one', () => {
  expect(all({ edges: [], least: 7, most: 7 })).toEqual(['7']);
});
