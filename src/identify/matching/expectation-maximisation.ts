import type { PatternCounts } from './patterns.ts';

/** Of one field: the probability of each level, [0] unused. */
export type Levels = Float64Array;

export type EmArgs = {
  readonly counts: PatternCounts;
  /** Which patterns take part. */
  readonly takes: (pattern: number) => boolean;
  /** Fields whose m is learned; the others do not count (they agree by construction). */
  readonly free: readonly number[];
  /** u per field, known. */
  readonly u: readonly Levels[];
  /** m per field to start from. */
  readonly m: readonly Levels[];
  readonly lambda: number;
};

export type EmResult = {
  readonly m: readonly Levels[];
  readonly lambda: number;
  /** Expected matches among the pairs where the field's two values are there, per field. */
  readonly matches: Float64Array;
  readonly iterations: number;
};

const mostIterations = 500;
const settled = 1e-6;
/** One imagined match at each level: a level never seen among few matches is rare, not impossible. */
const imagined = 1;

/**
 * Learns m and λ by expectation-maximisation with u given (Fellegi & Sunter 1969; Winkler 1988).
 * Levels are independent given match or not; a missing value says nothing.
 * E: p = λ∏m / (λ∏m + (1−λ)∏u) per pattern. M: λ = mean of p, m = share of each level weighted by p.
 */
export const expectationMaximisation = ({ counts, takes, free, u, m, lambda }: EmArgs): EmResult => {
  const taken = Array.from({ length: counts.size }, (_, p) => p).filter(takes);
  const total = taken.reduce((sum, p) => sum + (counts.pairs[p] ?? 0), 0);
  let now: EmResult = { m, lambda, matches: new Float64Array(counts.fields), iterations: 0 };
  if (total === 0) return now;
  while (now.iterations < mostIterations) {
    const sums = u.map((levels) => new Float64Array(levels.length));
    let matches = 0;
    for (const p of taken) {
      const expected = (counts.pairs[p] ?? 0) * posterior(counts, p, { free, m: now.m, u, lambda: now.lambda });
      matches += expected;
      for (const f of free) {
        const level = counts.levels[p * counts.fields + f] ?? 0;
        const sum = sums[f];
        if (level > 0 && sum) sum[level] = (sum[level] ?? 0) + expected;
      }
    }
    const next = now.m.map((levels, f) => (free.includes(f) ? shares(sums[f] ?? levels) : levels));
    const change = Math.max(
      Math.abs(matches / total - now.lambda),
      ...next.map((levels, f) => levels.reduce((most, v, l) => Math.max(most, Math.abs(v - (now.m[f]?.[l] ?? 0))), 0)),
    );
    now = {
      m: next,
      lambda: Math.min(Math.max(matches / total, 1e-12), 1 - 1e-9),
      matches: Float64Array.from(sums, (sum) => sum.reduce((all, n) => all + n, 0)),
      iterations: now.iterations + 1,
    };
    if (change < settled) break;
  }
  return now;
};

const shares = (sums: Float64Array): Levels => {
  const levels = sums.length - 1;
  const total = sums.reduce((all, n) => all + n, 0) + imagined * levels;
  return sums.map((n, level) => (level === 0 ? 0 : (n + imagined) / total));
};

type Model = {
  readonly free: readonly number[];
  readonly m: readonly Levels[];
  readonly u: readonly Levels[];
  readonly lambda: number;
};

/** Probability that a pair of this pattern is a match. */
export const posterior = (counts: PatternCounts, p: number, { free, m, u, lambda }: Model): number => {
  let odds = lambda / (1 - lambda);
  for (const f of free) {
    const level = counts.levels[p * counts.fields + f] ?? 0;
    if (level > 0) odds *= (m[f]?.[level] ?? 1) / (u[f]?.[level] ?? 1);
  }
  return odds === Infinity ? 1 : odds / (1 + odds);
};
