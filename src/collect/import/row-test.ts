import type { RowTest } from './mapping.ts';

/** The test of a mapping as a function of the cell's text. */
export const rowTest = (test: RowTest): ((value: string) => boolean) => {
  const { startsWith, equals, matches, present, above, below } = test;
  if (startsWith !== undefined) return (value) => value.startsWith(startsWith);
  if (equals !== undefined) return (value) => value === equals;
  if (present !== undefined) return (value) => (value !== '') === present;
  if (matches !== undefined) {
    const pattern = new RegExp(matches, 'u');
    return (value) => pattern.test(value);
  }
  const from = above ?? -Infinity;
  const to = below ?? Infinity;
  return (value) => {
    const number = value === '' ? Number.NaN : Number(value);
    return number > from && number < to;
  };
};
