import { describe, expect, test } from 'vitest';
import { pointAt } from './point-at.ts';

describe('the caret stands under the place', () => {
  test('of a short line', () => {
    expect(pointAt('1 + * 2', 5, '  ')).toBe('  1 + * 2\n      ^\n');
  });
  test('behind Chinese, which is two cells wide a character', () => {
    expect(pointAt('trait("城市") = x', 16)).toBe(`trait("城市") = x\n${' '.repeat(17)}^\n`);
  });
  test('of a long line, of which the part around it is shown', () => {
    const [shown = '', caret = ''] = pointAt(`${'a'.repeat(200)}!${'b'.repeat(200)}`, 201).split('\n');
    expect(shown[caret.indexOf('^')]).toBe('!');
    expect(shown.length).toBeLessThan(130);
  });
});
