import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unite } from './union.ts';

const pairsArbitrary = fc.array(fc.tuple(fc.bigInt(1n, 30n), fc.bigInt(1n, 30n)), { maxLength: 40 });
const seen = (id: bigint): number => Number((id * 7919n) % 13n);

/** Members by surviving profile, worked out the slow way: spread the smallest label until nothing changes. */
const componentsOf = (pairs: readonly (readonly [bigint, bigint])[]): Map<bigint, bigint> => {
  const label = new Map(pairs.flat().map((id) => [id, id]));
  for (let changed = true; changed;) {
    changed = false;
    for (const [a, b] of pairs) {
      const least = [label.get(a) ?? a, label.get(b) ?? b].toSorted((x, y) => (x < y ? -1 : 1))[0];
      for (const id of [a, b]) {
        if (label.get(id) === least) continue;
        label.set(id, least);
        changed = true;
      }
    }
  }
  return label;
};

describe('unite', () => {
  test('the oldest profile of a set survives, and everybody else goes into it', () => {
    fc.assert(
      fc.property(pairsArbitrary, (pairs) => {
        const label = componentsOf(pairs);
        const into = new Map(unite(pairs, seen).map((move) => [move.from, move.into]));
        for (const id of label.keys()) {
          const set = [...label.keys()].filter((other) => label.get(other) === label.get(id));
          const oldest = set.toSorted((a, b) => seen(a) - seen(b) || (a < b ? -1 : 1))[0];
          expect(into.get(id) ?? id).toBe(oldest);
        }
      }),
    );
  });

  test('the order in which links arrive changes nothing', () => {
    fc.assert(
      fc.property(pairsArbitrary, fc.integer(), (pairs, salt) => {
        const shuffled = pairs.toSorted(
          ([a], [b]) => Number((a * BigInt(salt)) % 17n) - Number((b * BigInt(salt)) % 17n),
        );
        const asText = (moves: readonly { from: bigint; into: bigint }[]): string[] =>
          moves.map(({ from, into }) => `${from}→${into}`).toSorted();
        expect(asText(unite(shuffled, seen))).toEqual(asText(unite(pairs, seen)));
      }),
    );
  });

  test('nothing to unite moves nobody', () => {
    expect(unite([], seen)).toEqual([]);
    expect(unite([[5n, 5n]], seen)).toEqual([]);
  });
});
