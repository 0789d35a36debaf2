/** A point of the gains curve: among the best-scored `share` of rows lies the share `captured` of all positives. */
export type GainsPoint = { readonly share: number; readonly captured: number };

/** Row numbers from the highest score to the lowest; equal scores keep their order. */
export const byScore = (score: ArrayLike<number>): Int32Array =>
  Int32Array.from({ length: score.length }, (_, i) => i).sort((a, b) => score[b] - score[a] || a - b);

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half (Hanley & McNeil
 * 1982). With weights, the chance for a pair drawn by weight. NaN unless both outcomes occur.
 *
 * @example aucOf([0.9, 0.8, 0.3], [1, 0, 1]) // 0.5
 */
export const aucOf = (score: ArrayLike<number>, label: ArrayLike<number>, weight?: ArrayLike<number>): number => {
  const order = byScore(score);
  let positives = 0; // above the present group of equal scores
  let negatives = 0;
  let wins = 0;
  for (let start = 0; start < order.length;) {
    let [tiedPositives, tiedNegatives] = [0, 0];
    let end = start;
    for (; end < order.length && score[order[end]] === score[order[start]]; end++) {
      const w = weight?.[order[end]] ?? 1;
      tiedPositives += w * label[order[end]];
      tiedNegatives += w * (1 - label[order[end]]);
    }
    wins += tiedNegatives * (positives + tiedPositives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    start = end;
  }
  return wins / (positives * negatives);
};

/** Standard error of an AUC (Hanley & McNeil 1982, "The meaning and use of the area under a ROC curve", formula 2). */
export const aucStandardError = (auc: number, positives: number, negatives: number): number => {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const square = auc * auc;
  const variance = auc * (1 - auc) + (positives - 1) * (q1 - square) + (negatives - 1) * (q2 - square);
  return Math.sqrt(variance / (positives * negatives));
};

/**
 * How many times the average rate of positives is found in the best-scored `share` of rows: lift at k %. Rows tied at
 * the edge enter in part, at their group's average, so the order of ties does not matter.
 */
export const liftAt = (score: ArrayLike<number>, label: ArrayLike<number>, share: number): number =>
  gainsCurve(score, label, [share])[0].captured / share;

/** Cumulative gains at the given shares (0 to 1) of the population, ties averaged; NaN without positives. */
export const gainsCurve = (
  score: ArrayLike<number>,
  label: ArrayLike<number>,
  shares: readonly number[] = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
): GainsPoint[] => {
  const order = byScore(score);
  const n = order.length;
  // cumulative[k]: positives among the first k rows, each row counting its tied group's mean label
  const cumulative = new Float64Array(n + 1);
  for (let start = 0; start < n;) {
    let end = start;
    let positives = 0;
    for (; end < n && score[order[end]] === score[order[start]]; end++) positives += label[order[end]];
    for (let k = start; k < end; k++)
      cumulative[k + 1] = cumulative[start] + (positives * (k + 1 - start)) / (end - start);
    start = end;
  }
  return shares.map((share) => {
    const rows = share * n;
    const whole = Math.min(n, Math.floor(rows + 1e-9));
    const part = whole < n ? (rows - whole) * (cumulative[whole + 1] - cumulative[whole]) : 0;
    return { share, captured: (cumulative[whole] + part) / cumulative[n] };
  });
};
