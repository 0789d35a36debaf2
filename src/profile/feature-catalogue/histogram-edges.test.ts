import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogramEdges } from './histogram-edges.ts';

test('counts get a band each', () => {
  expect(histogramEdges({ least: 0, most: 90, low: 0, high: 4, whole: true })).toEqual([1, 2, 3, 4, 5]);
});

test('a feature with one value has one band', () => {
  expect(histogramEdges({ least: 3, most: 3, low: 3, high: 3, whole: true })).toEqual([]);
});

test('where nearly everybody has the same value, the others are still told apart', () => {
  const edges = histogramEdges({ least: 0, most: 40, low: 0, high: 0, whole: true });
  expect(edges[0]).toBe(2);
  expect(edges.at(-1)).toBe(40);
});

test('edges rise, are few, and have values on both sides', () => {
  const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(number, number, number, number), fc.boolean(), (four, whole) => {
      const [least, low, high, most] = four.map(Math.fround).toSorted((a, b) => a - b);
      const edges = histogramEdges({ least, low, high, most, whole });
      expect(edges.length).toBeLessThanOrEqual(23);
      for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1]);
      if (!whole && (most - least) / Math.max(1, Math.abs(least), Math.abs(most)) > 1e-6) {
        expect(edges.length).toBeGreaterThan(0);
        expect(edges[0]).toBeGreaterThan(least);
      }
    }),
  );
});
