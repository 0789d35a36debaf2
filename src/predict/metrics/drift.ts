/**
 * Population stability index between two samples of one number: Σ (q − p) ln(q / p) over bins that hold equal shares of
 * the expected sample, plus a bin for missing values. Rule of thumb (Siddiqi 2006): below 0.1 stable, above 0.25 moved.
 * Empty bins count as half a row.
 */
export const populationStability = (expected: ArrayLike<number>, actual: ArrayLike<number>, bins = 10): number => {
  const present = Float64Array.from(expected)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const edges: number[] = [];
  for (let k = 1; k < bins; k++) {
    const edge = present[Math.ceil((k * present.length) / bins) - 1];
    if (edge !== undefined && edge !== edges.at(-1)) edges.push(edge);
  }
  const p = binShares(expected, edges);
  const q = binShares(actual, edges);
  return p.reduce((sum, share, b) => sum + (q[b] - share) * Math.log(q[b] / share), 0);
};

/** Share of the values in (−∞, e1], (e1, e2], … (en, ∞) and missing; an empty bin counts half a row. */
const binShares = (values: ArrayLike<number>, edges: readonly number[]): number[] => {
  const counts = Array.from({ length: edges.length + 2 }, () => 0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const above = edges.findIndex((edge) => value <= edge);
    counts[Number.isNaN(value) ? edges.length + 1 : above < 0 ? edges.length : above]++;
  }
  return counts.map((count) => Math.max(count, 0.5) / values.length);
};
