import fc from 'fast-check';
import { expect, test } from 'vitest';
import { couponCode, normalisedCode } from './code.ts';

const anyKey = fc.string({ minLength: 1 });

test('a code is the same for the same key and another for another key or secret', () => {
  expect(couponCode('p/1/7', 'secret')).toBe(couponCode('p/1/7', 'secret'));
  expect(couponCode('p/1/8', 'secret')).not.toBe(couponCode('p/1/7', 'secret'));
  expect(couponCode('p/1/7', 'other')).not.toBe(couponCode('p/1/7', 'secret'));
});

test('100,000 keys have 100,000 codes', () => {
  const codes = new Set(Array.from({ length: 100_000 }, (_, i) => couponCode(`p/1/${i}`, 'secret')));
  expect(codes.size).toBe(100_000);
});

test('a code survives being typed in lower case, without dashes, with O for 0 and I or L for 1', () => {
  fc.assert(
    fc.property(anyKey, (key) => {
      const code = couponCode(key, 'secret');
      expect(normalisedCode(code)).toBe(code);
      expect(normalisedCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(code);
      expect(normalisedCode(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(code);
    }),
  );
});

test('one wrong character, or two swapped, is never a valid code', () => {
  const place = fc.integer({ min: 0, max: 15 });
  fc.assert(
    fc.property(
      anyKey,
      place,
      place,
      fc.constantFrom(...Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ')),
      (key, at, other, symbol) => {
        const plain = Array.from(couponCode(key, 'secret').replaceAll('-', ''));
        const wrong = plain.with(at, symbol).join('');
        const swapped = plain.with(at, plain[other]).with(other, plain[at]).join('');
        const valid = [wrong, swapped].filter((text) => text !== plain.join('') && normalisedCode(text) !== undefined);
        expect(valid).toEqual([]);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('what is not a code at all is refused', () => {
  expect(['', 'hello', '0000-0000-0000-000U', '1'.repeat(40)].map(normalisedCode)).toEqual(Array(4).fill(undefined));
});
