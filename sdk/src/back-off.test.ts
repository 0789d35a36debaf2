import { describe, expect, test } from 'vitest';
import { waitMs } from './back-off.ts';

describe('waiting before the next try', () => {
  test('doubles with each failure, up to five minutes', () => {
    expect([1, 2, 3, 9, 50].map((failures) => waitMs(failures, null, 0.5))).toEqual([
      1000, 2000, 4000, 256_000, 300_000,
    ]);
  });

  test('differs from browser to browser by half to one and a half', () => {
    expect([waitMs(3, null, 0), waitMs(3, null, 0.999)]).toEqual([2000, expect.closeTo(6000, -1)]);
  });

  test('is never shorter than the server asked for, nor longer than an hour and a half', () => {
    expect([waitMs(1, '7', 0), waitMs(9, '7', 1)]).toEqual([7000, 10_500]);
    expect(waitMs(1, '999999', 1)).toBe(5_400_000);
  });

  test.each(['', '0', '-5', 'Wed, 21 Oct 2026 07:28:00 GMT', 'soon'])(
    'is its own when the server asked for %j',
    (asked) => {
      expect(waitMs(1, asked, 0.5)).toBe(1000);
    },
  );
});
