import { aboveAllValues, type Bins } from './bins.ts';
import type { GbdtParameters, Tree } from './format.ts';
import { buildHistogram, subtractHistogram, type Sample } from './histogram.ts';
import { findSplit, type Split } from './split.ts';

export type GrowArgs = {
  readonly bins: Bins;
  /** Reordered while the tree grows: afterwards every leaf's rows lie together. */
  readonly sample: Sample;
  /** Features this tree may use, ascending. */
  readonly features: Int32Array;
  readonly parameters: GbdtParameters;
  readonly weight: Float64Array;
  /** Told once per leaf which slice of the sample it owns and what it adds to the margin. */
  readonly onLeaf: (begin: number, end: number, value: number) => void;
};

type Node = { readonly begin: number; readonly end: number; readonly depth: number };

/**
 * Grows one tree depth first. A node's histogram is either summed from its rows or, for the larger of two siblings,
 * what is left of the parent's; so no more than depth + 1 histograms are alive.
 */
export const growTree = (args: GrowArgs): Tree => {
  const { bins, sample, features, parameters } = args;
  const { depth: maxDepth, l2, minHessian, minGain, learningRate } = parameters;
  const tree: Tree = {
    feature: [],
    threshold: [],
    missingLeft: [],
    left: [],
    right: [],
    value: [],
    cover: [],
    gain: [],
  };
  const length = 2 * bins.starts[bins.features];
  const spare: Float64Array[] = [];
  const partition = partitioner(sample, bins);
  const sum = (node: Node, histogram: Float64Array): void =>
    buildHistogram({ bins, sample, features, begin: node.begin, end: node.end, histogram });

  const grow = (node: Node, histogram: Float64Array): number => {
    const at = pushLeaf(tree);
    const { gradient, hessian, cover } = totals(node, sample, args.weight);
    tree.cover[at] = cover;
    const split =
      node.depth < maxDepth
        ? findSplit({ bins, histogram, features, gradient, hessian, l2, minHessian, minGain })
        : undefined;
    if (!split) {
      tree.value[at] = hessian + l2 > 0 ? (-learningRate * gradient) / (hessian + l2) : 0;
      args.onLeaf(node.begin, node.end, tree.value[at]);
      return at;
    }
    const middle = partition(node, split);
    const left: Node = { begin: node.begin, end: middle, depth: node.depth + 1 };
    const right: Node = { begin: middle, end: node.end, depth: node.depth + 1 };
    const own = spare.pop() ?? new Float64Array(length);
    let [leftHistogram, rightHistogram] = [own, histogram];
    if (left.depth < maxDepth) {
      // children at the last level become leaves and need no histogram
      const leftIsSmaller = left.end - left.begin <= right.end - right.begin;
      if (!leftIsSmaller) [leftHistogram, rightHistogram] = [histogram, own];
      sum(leftIsSmaller ? left : right, own);
      subtractHistogram(histogram, own);
    }
    tree.feature[at] = split.feature;
    tree.threshold[at] = bins.cuts[split.feature][split.bin - 1] ?? aboveAllValues;
    tree.missingLeft[at] = split.missingLeft ? 1 : 0;
    tree.gain[at] = split.gain;
    tree.left[at] = grow(left, leftHistogram);
    tree.right[at] = grow(right, rightHistogram);
    spare.push(own);
    return at;
  };

  const root: Node = { begin: 0, end: sample.rows.length, depth: 0 };
  const histogram = new Float64Array(length);
  sum(root, histogram);
  grow(root, histogram);
  return tree;
};

const pushLeaf = (tree: Tree): number => {
  tree.feature.push(-1);
  tree.missingLeft.push(0);
  for (const column of [tree.threshold, tree.left, tree.right, tree.value, tree.cover, tree.gain]) column.push(0);
  return tree.feature.length - 1;
};

const totals = (
  { begin, end }: Node,
  { rows, gradient, hessian }: Sample,
  weight: Float64Array,
): { gradient: number; hessian: number; cover: number } => {
  let G = 0;
  let H = 0;
  let cover = 0;
  for (let i = begin; i < end; i++) {
    G += gradient[i];
    H += hessian[i];
    cover += weight[rows[i]];
  }
  return { gradient: G, hessian: H, cover };
};

/** Moves a node's left rows to its front, both sides keeping their order; returns where the right side begins. */
const partitioner = ({ rows, gradient, hessian }: Sample, bins: Bins): ((node: Node, split: Split) => number) => {
  const rightRows = new Int32Array(rows.length);
  const rightGradient = new Float64Array(rows.length);
  const rightHessian = new Float64Array(rows.length);
  return ({ begin, end }, { feature, bin, missingLeft }) => {
    const codes = bins.codes.subarray(feature * bins.rows, (feature + 1) * bins.rows);
    const lowest = missingLeft ? 0 : 1;
    let left = begin;
    let right = 0;
    for (let i = begin; i < end; i++) {
      const code = codes[rows[i]];
      if (code >= lowest && code <= bin) {
        rows[left] = rows[i];
        gradient[left] = gradient[i];
        hessian[left++] = hessian[i];
      } else {
        rightRows[right] = rows[i];
        rightGradient[right] = gradient[i];
        rightHessian[right++] = hessian[i];
      }
    }
    rows.set(rightRows.subarray(0, right), left);
    gradient.set(rightGradient.subarray(0, right), left);
    hessian.set(rightHessian.subarray(0, right), left);
    return left;
  };
};
