import { expect, it } from 'vitest';
import { safeReturn } from './safe-return.ts';

const origin = 'http://127.0.0.1:7788';

it('returns to the page one came from', () => {
  expect(safeReturn('/people/12?tab=scores#top', origin)).toBe('/people/12?tab=scores#top');
});

it.each([
  'https://evil.example/',
  '//evil.example/x',
  '\\\\evil.example',
  'javascript:alert(1)',
  '/sign-in?token=x',
  null,
])('never leaves the console: %s', (back) => {
  expect(safeReturn(back, origin)).toBe('/');
});
