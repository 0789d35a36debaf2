/** Pairwise: of the pairs said to be one, how many are; of those that are, how many were said. */
export type Quality = { readonly precision: number; readonly recall: number; readonly f1: number };

export const quality = (right: number, said: number, true_: number): Quality => {
  const precision = said === 0 ? 1 : right / said;
  const recall = true_ === 0 ? 1 : right / true_;
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
};

const pairsOf = (sizes: Iterable<number>): number => [...sizes].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);

const counted = <K>(keys: Iterable<K>): ReadonlyMap<K, number> => {
  const counts = new Map<K, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

export const truePairs = (truth: ReadonlyMap<bigint, string>): number => pairsOf(counted(truth.values()).values());

/** Quality of a partition: every two records of a cluster are said to be one. */
export const clusterQuality = (clusterOf: ReadonlyMap<bigint, bigint>, truth: ReadonlyMap<bigint, string>): Quality => {
  const clusters = [...clusterOf.values()];
  const both = [...clusterOf].map(([id, cluster]) => `${cluster} ${truth.get(id) ?? id}`);
  return quality(pairsOf(counted(both).values()), pairsOf(counted(clusters).values()), truePairs(truth));
};

/** Quality of the pairs themselves at every threshold, the pairs being sorted from the surest down. */
export const bestPairQuality = (
  pairs: readonly { readonly a: bigint; readonly b: bigint }[],
  truth: ReadonlyMap<bigint, string>,
): Quality => {
  const all = truePairs(truth);
  let right = 0;
  let best = quality(0, 0, all);
  pairs.forEach(({ a, b }, i) => {
    if (truth.get(a) === truth.get(b)) right++;
    const now = quality(right, i + 1, all);
    if (now.f1 > best.f1) best = now;
  });
  return best;
};
