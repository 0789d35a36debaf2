import type { Bins } from './bins.ts';

/**
 * The rows a tree is grown on, kept in the order of its leaves: a node owns the slice [begin, end). The derivatives
 * move along with their rows, so that a node's sums read memory in order.
 */
export type Sample = {
  readonly rows: Int32Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
};

/**
 * Sums of gradient and hessian per bin over the slice, interleaved: histogram[2·bin] is G, histogram[2·bin + 1] is H,
 * with a feature's bins at bins.starts. Only `features` are summed; the rest of the histogram is left at zero.
 *
 * This loop is nearly all of the training time: it is the one a faster kernel replaces.
 */
export const buildHistogram = (args: {
  readonly bins: Bins;
  readonly sample: Sample;
  readonly features: Int32Array;
  readonly begin: number;
  readonly end: number;
  readonly histogram: Float64Array;
}): void => {
  const { bins, features, begin, end, histogram } = args;
  const { rows, gradient, hessian } = args.sample;
  histogram.fill(0);
  for (const feature of features) {
    const codes = bins.codes.subarray(feature * bins.rows, (feature + 1) * bins.rows);
    const sums = histogram.subarray(2 * bins.starts[feature], 2 * bins.starts[feature + 1]);
    for (let i = begin; i < end; i++) {
      const at = codes[rows[i]] << 1;
      sums[at] += gradient[i];
      sums[at + 1] += hessian[i];
    }
  }
};

/** parent − child, in place: what remains is the histogram of the other child (histogram subtraction). */
export const subtractHistogram = (parent: Float64Array, child: Float64Array): void => {
  for (let k = 0; k < parent.length; k++) parent[k] -= child[k];
};
