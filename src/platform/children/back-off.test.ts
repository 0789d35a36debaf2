import { expect, test } from 'vitest';
import { defaultBackOff, pauseMs } from './back-off.ts';

test('the pause doubles up to its maximum, and after the last attempt there is none', () => {
  const rules = { ...defaultBackOff, firstMs: 100, factor: 2, maxMs: 500, attempts: 5 };
  expect([1, 2, 3, 4, 5, 6].map((failures) => pauseMs(failures, rules))).toEqual([100, 200, 400, 500, 500, undefined]);
});
