import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusters, pairKey } from './clusters.ts';
import type { ScoredPair } from './score-pairs.ts';

const pair = (a: number, b: number, weight: number): ScoredPair => ({
  a: BigInt(Math.min(a, b)),
  b: BigInt(Math.max(a, b)),
  weight,
  probability: 1,
  pattern: 0n,
  terms: [],
});
const free = { largest: 100, apart: new Set<string>() };
const pairsArbitrary = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 9 }))
    .filter(([a, b]) => a !== b)
    .map(([a, b, weight]) => pair(a, b, weight)),
  { maxLength: 40 },
);

describe('clusters', () => {
  test('without limits they are the connected components, whatever the order', () => {
    fc.assert(
      fc.property(pairsArbitrary, (pairs) => {
        const { clusterOf } = clusters(pairs, free);
        for (const { a, b } of pairs) expect(clusterOf.get(a)).toBe(clusterOf.get(b));
        expect(clusters(pairs.toReversed(), free)).toEqual(clusters(pairs, free));
      }),
    );
  });

  test('a cluster never outgrows its limit, and the weakest link is the one refused', () => {
    const { clusterOf, held } = clusters([pair(1, 2, 9), pair(2, 3, 5), pair(3, 4, 8)], { ...free, largest: 3 });
    expect(clusterOf.get(1n)).toBe(clusterOf.get(2n));
    expect(clusterOf.get(3n)).toBe(clusterOf.get(4n));
    expect(clusterOf.get(1n)).not.toBe(clusterOf.get(4n));
    expect([...held]).toEqual([[pairKey(2n, 3n), 'too_many']]);
  });

  test('two people somebody said are two are never united, not even through a third', () => {
    fc.assert(
      fc.property(pairsArbitrary, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (pairs, x, y) => {
        fc.pre(x !== y);
        const { clusterOf } = clusters(pairs, { ...free, apart: new Set([pairKey(BigInt(x), BigInt(y))]) });
        const [a, b] = [clusterOf.get(BigInt(x)), clusterOf.get(BigInt(y))];
        expect(a === undefined || a !== b).toBe(true);
      }),
    );
  });

  test('with one record each per source, two of a source are never one', () => {
    const source = (id: bigint): string => (id % 2n === 0n ? 'shop' : 'app');
    const { clusterOf, held } = clusters([pair(1, 2, 9), pair(2, 3, 8), pair(2, 4, 7)], { ...free, source });
    expect(clusterOf.get(1n)).toBe(clusterOf.get(2n));
    expect(clusterOf.has(3n)).toBe(false);
    expect([...held.values()]).toEqual(['one_each', 'one_each']);
  });
});
