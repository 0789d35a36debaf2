import type { Interval } from '../../../src/platform/schemas.ts';

/** A shared axis for several intervals: zero is always on it, ticks are round numbers. */
export type IntervalScale = { readonly low: number; readonly high: number; readonly ticks: readonly number[] };

/** The round step (1, 2, 2.5 or 5 × 10ⁿ) that cuts `span` into about `count` parts. */
export const roundStep = (span: number, count: number): number => {
  const raw = span / Math.max(1, count);
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * magnitude >= raw * (1 - 1e-9)) ?? 10;
  return factor * magnitude;
};

/** The scale on which all `intervals` and zero are drawn, with about `tickCount` ticks. */
export const intervalScale = (intervals: readonly Interval[], tickCount = 4): IntervalScale => {
  const ends = intervals.flatMap(({ estimate, low, high }) => [estimate, low, high]).filter(Number.isFinite);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  if (low === high) return { low: -1, high: 1, ticks: [0] };
  const step = roundStep(high - low, tickCount);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { low: first * step, high: last * step, ticks };
};

/** Where `value` lies on the scale: 0 (left end) to 1 (right end), kept inside. */
export const placeOn = (scale: IntervalScale, value: number): number =>
  Math.min(1, Math.max(0, (value - scale.low) / (scale.high - scale.low)));

/** What an interval allows one to say. */
export type Verdict = 'above' | 'below' | 'unclear';
export const verdictOf = ({ low, high }: Interval): Verdict => (low > 0 ? 'above' : high < 0 ? 'below' : 'unclear');
