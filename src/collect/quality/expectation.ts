import type { Volume } from './schemas.ts';

/** Fewer weeks than this say nothing about what is usual. */
export const leastWeeks = 4;

/**
 * A count against the same hour or day of the weeks before. Median and MAD: one holiday or outage among the weeks moves
 * neither. The spread is at least that of a Poisson count, so that rare events are not called odd for one more or less.
 * 1.4826 · MAD estimates a normal's standard deviation (Rousseeuw & Croux 1993).
 *
 * @param earlier counts of the weeks before, without those that lie before the first event ever seen
 * @example expectation(10, [98, 102, 100, 99]) // expected 99.5, deviation −8.97
 */
export const expectation = (events: number, earlier: readonly number[]): Volume => {
  if (earlier.length < leastWeeks) return { events, expected: null, deviation: null, weeks: earlier.length };
  const expected = median(earlier);
  const spread = Math.max(1.4826 * median(earlier.map((count) => Math.abs(count - expected))), Math.sqrt(expected), 1);
  return { events, expected, deviation: (events - expected) / spread, weeks: earlier.length };
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
};

/** How far off a volume is, as a share of the expected; 0 while it is within four deviations or too small to tell. */
export const volumeChange = ({ events, expected, deviation }: Volume): number =>
  expected === null || deviation === null || expected < 20 || Math.abs(deviation) < 4
    ? 0
    : (events - expected) / expected;
