import type { RowTest } from '../mapping.ts';
import type { Parameters } from './parameters.ts';

/** The test of a mapping as a condition over the cell's trimmed text. */
export const testSql = (test: RowTest, cell: string, parameters: Parameters): string => {
  const { startsWith, equals, matches, present, above, below } = test;
  if (startsWith !== undefined) return `startsWith(${cell}, ${parameters.text(startsWith)})`;
  if (equals !== undefined) return `${cell} = ${parameters.text(equals)}`;
  if (present !== undefined) return `${cell} ${present ? '!=' : '='} ''`;
  // the engine's dot meets line breaks, unlike everybody's expectation
  if (matches !== undefined) return `match(${cell}, ${parameters.text(`(?-s)${matches}`)})`;
  const number = `toFloat64OrNull(${cell})`;
  return above === undefined
    ? `ifNull(${number} < ${parameters.add('Float64', below)}, 0)`
    : `ifNull(${number} > ${parameters.add('Float64', above)}, 0)`;
};
