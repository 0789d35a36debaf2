import { levelIn, type MatchPlan } from './field-plan.ts';

/** Pairs counted by their pattern of levels and, for candidates, by the blocking rules they agree on. */
export type PatternCounts = {
  readonly size: number;
  readonly fields: number;
  /** size × fields: the level of each field. */
  readonly levels: Uint8Array;
  readonly pairs: Float64Array;
  /** Bit k: the pairs agree on blocking rule k. */
  readonly rules: Uint32Array;
};

export type PatternRow = { readonly pattern: string; readonly rules: number; readonly pairs: string };

/** Rows of the grouped pairs as columns of numbers, in the order of the pattern so that sums come out the same every time. */
export const patternCounts = (plan: MatchPlan, rows: readonly PatternRow[]): PatternCounts => {
  const fields = plan.fields.length;
  const counts = {
    size: rows.length,
    fields,
    levels: new Uint8Array(rows.length * fields),
    pairs: new Float64Array(rows.length),
    rules: new Uint32Array(rows.length),
  };
  rows.forEach((row, p) => {
    const pattern = BigInt(row.pattern);
    plan.fields.forEach((field, f) => (counts.levels[p * fields + f] = levelIn(pattern, field)));
    counts.pairs[p] = Number(row.pairs);
    counts.rules[p] = row.rules;
  });
  return counts;
};

/** Share of pairs at each level of a field among those where both values are there. [level 0 is unused] */
export const levelShares = (counts: PatternCounts, field: number, levels: number): Float64Array => {
  const shares = new Float64Array(levels + 1);
  let known = 0;
  for (let p = 0; p < counts.size; p++) {
    const level = counts.levels[p * counts.fields + field] ?? 0;
    if (level === 0) continue;
    const pairs = counts.pairs[p] ?? 0;
    shares[level] = (shares[level] ?? 0) + pairs;
    known += pairs;
  }
  return shares.map((n) => (known === 0 ? 0 : n / known));
};
