/**
 * A line of text with a caret under a column (from 1), for terminals; of a long line the part around it.
 * @example pointAt('1 + * 2', 5)
 */
export const pointAt = (line: string, column: number, indent = ''): string => {
  const from = Math.max(0, column - 1 - shownBefore);
  const shown = `${from > 0 ? '…' : ''}${line.slice(from, column - 1 + shownAfter)}`;
  const before = column - 1 - from + (from > 0 ? 1 : 0);
  // a character of Chinese is two cells wide
  const wide = shown.slice(0, before).match(/[⺀-鿿＀-￯　-〿]/gu)?.length ?? 0;
  return `${indent}${shown}\n${indent}${' '.repeat(before + wide)}^\n`;
};

const shownBefore = 60;
const shownAfter = 60;
