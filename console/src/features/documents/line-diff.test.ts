import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff, withSurroundings } from './line-diff.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));

describe('the difference of two documents', () => {
  it('gives both texts back, line for line', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        const without = (type: string) =>
          lines
            .filter((line) => line.type !== type)
            .map((line) => line.text)
            .join('\n');
        expect(without('added')).toBe(before);
        expect(without('removed')).toBe(after);
      }),
    );
  });

  it('finds a changed line as one removed and one added', () => {
    expect(lineDiff('a\nbudget: 1\nc', 'a\nbudget: 2\nc')).toEqual([
      { type: 'same', text: 'a' },
      { type: 'removed', text: 'budget: 1' },
      { type: 'added', text: 'budget: 2' },
      { type: 'same', text: 'c' },
    ]);
  });

  it('leaves out what is far from any change', () => {
    const shown = withSurroundings(lineDiff('1\n2\n3\n4\n5\n6', '1\n2\n3\n4\n5\nsix'), 1);
    expect(shown).toEqual([
      null,
      { type: 'same', text: '5' },
      { type: 'removed', text: '6' },
      { type: 'added', text: 'six' },
    ]);
  });
});
