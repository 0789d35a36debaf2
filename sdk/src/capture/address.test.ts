import { describe, expect, test } from 'vitest';
import { isAnotherView, viewAddress } from './address.ts';

const at = (path: string): string => viewAddress(`https://shop.cn${path}`);

describe('another view', () => {
  test.each([
    ['/a', '/b', 'moved', true],
    ['/a', '/a?page=2', 'moved', true],
    ['/a', '/a', 'moved', false],
    ['/a', '/a#reviews', 'moved', false],
    ['/#/a', '/#/b', 'moved', true],
    ['/#!a', '/#!b', 'moved', true],
    ['/old', '/new', 'replaced', true],
    ['/list?q=f', '/list?q=fr', 'replaced', false],
    ['/list?q=f#/x', '/list?q=fr#/y', 'replaced', true],
  ] as const)('%s → %s, %s: %s', (from, to, how, expected) => {
    expect(isAnotherView(at(from), at(to), how)).toBe(expected);
  });
});
