import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOccurrences } from './occurrences.ts';

test('counts as a map would, through collisions and growth', () => {
  // few values of each half, so that slots and halves collide
  const fingerprint = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 }));
  fc.assert(
    fc.property(fc.array(fingerprint, { maxLength: 300 }), (fingerprints) => {
      const count = countOccurrences(4);
      const map = new Map<string, number>();
      for (const [high, low] of fingerprints) {
        const times = (map.get(`${high}/${low}`) ?? 0) + 1;
        map.set(`${high}/${low}`, times);
        expect(count(high, low)).toBe(times);
      }
    }),
  );
});
