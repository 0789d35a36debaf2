import { expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { csvCell, platformHash } from './export.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

test('a cell with commas, quotes or lines is quoted, and none is a formula', () => {
  expect(['a', 'a,b', 'say "hi"', '=1+1', '@x', '-5', '+8613800001111', null, 3].map(csvCell)).toEqual([
    'a',
    '"a,b"',
    '"say ""hi"""',
    "'=1+1",
    "'@x",
    '-5',
    '+8613800001111',
    '',
    '3',
  ]);
});

test('platforms find the same address and number in any spelling', () => {
  expect(platformHash('meta', 'email', ' Ada@Example.com ')).toBe(sha('ada@example.com'));
  expect(platformHash('google', 'phone', '138 0000 1111')).toBe(sha('+8613800001111'));
  expect(platformHash('meta', 'phone', '+86 138-0000-1111')).toBe(sha('8613800001111'));
});
