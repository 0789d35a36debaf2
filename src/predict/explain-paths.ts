import type { Tree } from './gbdt/format.ts';

/** All that a path asks of one feature: above < x ≤ upTo, or, for a missing x, whether missing values pass. */
export type Condition = {
  readonly feature: number;
  readonly above: number;
  readonly upTo: number;
  readonly missing: boolean;
  /** Share of training weight that passes this feature's splits on the path: the algorithm's "zero fraction". */
  readonly passing: number;
};

/** A way from the root to a leaf, with the splits on one feature merged into one condition. */
export type Path = {
  readonly conditions: readonly Condition[];
  /** Writes each condition's Shapley value for rows whose met conditions are the set bits of `pattern`. */
  readonly shares: (pattern: number, into: Float64Array) => void;
};

/** Every leaf's path; a tree of a single leaf has none, for it moves no row. */
export const treePaths = (tree: Tree): Path[] => {
  const paths: Path[] = [];
  const walk = (node: number, conditions: readonly Condition[]): void => {
    const feature = tree.feature[node];
    if (feature < 0) {
      if (conditions.length > 0) paths.push({ conditions, shares: leafShares(conditions, tree.value[node]) });
      return;
    }
    const before = conditions.find((condition) => condition.feature === feature) ?? {
      feature,
      above: Number.NEGATIVE_INFINITY,
      upTo: Number.POSITIVE_INFINITY,
      missing: true,
      passing: 1,
    };
    const others = conditions.filter((condition) => condition !== before);
    const threshold = tree.threshold[node];
    const missingLeft = tree.missingLeft[node] === 1;
    const toLeft = branchShare(tree, node, tree.left[node]);
    const left: Condition = {
      ...before,
      upTo: Math.min(before.upTo, threshold),
      missing: before.missing && missingLeft,
      passing: before.passing * toLeft,
    };
    const right: Condition = {
      ...before,
      above: Math.max(before.above, threshold),
      missing: before.missing && !missingLeft,
      passing: before.passing * (1 - toLeft),
    };
    walk(tree.left[node], [...others, left]);
    walk(tree.right[node], [...others, right]);
  };
  walk(0, []);
  return paths;
};

/** Σ leaves value · share of training weight: what the tree says about a row of which nothing is known. */
export const expectedValue = (tree: Tree, node = 0): number => {
  if (tree.feature[node] < 0) return tree.value[node];
  const toLeft = branchShare(tree, node, tree.left[node]);
  return toLeft * expectedValue(tree, tree.left[node]) + (1 - toLeft) * expectedValue(tree, tree.right[node]);
};

const branchShare = (tree: Tree, node: number, child: number): number =>
  tree.cover[node] > 0 ? tree.cover[child] / tree.cover[node] : 0.5;

/**
 * EXTEND and UNWIND of Algorithm 2 for one leaf. With z_k = passing, o_k ∈ {0, 1} = condition met, m conditions,
 * the weight of subsets of size s is the coefficient p_s of Π_k (z_k + o_k t), each over the Shapley denominator:
 *
 *     φ_k = value · (o_k − z_k) · Σ_s s! (m−1−s)! / m! · p_s(without k).
 */
const leafShares =
  (conditions: readonly Condition[], value: number): Path['shares'] =>
  (pattern, into) => {
    const m = conditions.length;
    const weights = shapleyWeights(m);
    for (let k = 0; k < m; k++) {
      const others = new Float64Array(m);
      others[0] = 1;
      let degree = 0;
      for (let l = 0; l < m; l++) {
        if (l === k) continue;
        const z = conditions[l].passing;
        const met = (pattern >> l) & 1;
        degree++;
        for (let s = degree; s > 0; s--) others[s] = z * others[s] + met * others[s - 1];
        others[0] *= z;
      }
      let sum = 0;
      for (let s = 0; s < m; s++) sum += weights[s] * others[s];
      into[k] = value * (((pattern >> k) & 1) - conditions[k].passing) * sum;
    }
  };

/** s! (m−1−s)! / m! for s = 0 … m−1. */
const shapleyWeights = (m: number): Float64Array => {
  const weights = new Float64Array(m);
  weights[0] = 1 / m;
  for (let s = 1; s < m; s++) weights[s] = (weights[s - 1] * s) / (m - s);
  return weights;
};
