/** One entry per person. Who never bought has frequency 0 and recency NaN. */
export type Rfm = {
  readonly recencyDays: ArrayLike<number>;
  readonly frequency: ArrayLike<number>;
  readonly monetary: ArrayLike<number>;
};

export type RfmScores = {
  /** Quintiles 1 (worst) to 5 (best). */
  readonly recency: Uint8Array;
  readonly frequency: Uint8Array;
  readonly monetary: Uint8Array;
  /** R + F + M, from 3 to 15, plus the person's rank by money in [0, 1) to tell equals apart. Larger is better. */
  readonly score: Float64Array;
};

/**
 * The rule of experience: recency, frequency and monetary value in quintiles, the best customers first
 * (Hughes, Strategic Database Marketing, 1994).
 */
export const rfmScores = ({ recencyDays, frequency, monetary }: Rfm): RfmScores => {
  const recent = midRanks(Float64Array.from(recencyDays, (days) => (Number.isNaN(days) ? -Infinity : -days)));
  const often = midRanks(Float64Array.from(frequency));
  const much = midRanks(Float64Array.from(monetary));
  const quintiles = (ranks: Float64Array): Uint8Array => Uint8Array.from(ranks, (rank) => 1 + Math.floor(5 * rank));
  const r = quintiles(recent);
  const f = quintiles(often);
  const m = quintiles(much);
  return {
    recency: r,
    frequency: f,
    monetary: m,
    score: Float64Array.from(much, (rank, i) => r[i] + f[i] + m[i] + rank),
  };
};

/** Share of people below, in [0, 1); equals share the middle of their places. */
const midRanks = (values: Float64Array): Float64Array => {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b] || 0);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + end - 1) / 2 / order.length;
    start = end;
  }
  return ranks;
};
