import type { Bins } from './bins.ts';

/** The best way found to cut a node in two; rows with code ≤ bin go left, missing values where `missingLeft` says. */
export type Split = {
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
};

export type SplitSearch = {
  readonly bins: Bins;
  readonly histogram: Float64Array;
  readonly features: Int32Array;
  readonly gradient: number;
  readonly hessian: number;
  readonly l2: number;
  readonly minHessian: number;
  readonly minGain: number;
};

/**
 * Exact greedy search over the bins (Chen & Guestrin 2016, Algorithms 1 and 3): for every feature and bin, with the
 * missing values on either side,
 *
 *     gain = G_L²/(H_L+λ) + G_R²/(H_R+λ) − G²/(H+λ).
 *
 * A feature that had no missing value in the node sends later missing values to the heavier child. Of equal gains the
 * first feature and bin wins, so the result does not depend on anything but the histogram.
 */
export const findSplit = (search: SplitSearch): Split | undefined => {
  const { bins, histogram, features, gradient: G, hessian: H, l2, minHessian, minGain } = search;
  const parentScore = (G * G) / (H + l2);
  const least = Math.max(minHessian, 1e-12);
  let gain = minGain;
  let found: { feature: number; bin: number; missingLeft: boolean } | undefined;
  for (const feature of features) {
    const start = bins.starts[feature];
    const count = bins.starts[feature + 1] - start;
    const missingG = histogram[2 * start];
    const missingH = histogram[2 * start + 1];
    const anyMissing = missingH > 1e-9;
    const lastBin = anyMissing ? count - 1 : count - 2; // with missing values "present | missing" is a split as well
    let leftG = 0;
    let leftH = 0;
    for (let bin = 1; bin <= lastBin; bin++) {
      leftG += histogram[2 * (start + bin)];
      leftH += histogram[2 * (start + bin) + 1];
      const rightH = H - leftH;
      if (leftH >= least && rightH >= least) {
        const rightG = G - leftG;
        const score = (leftG * leftG) / (leftH + l2) + (rightG * rightG) / (rightH + l2) - parentScore;
        if (score > gain) {
          gain = score;
          found = { feature, bin, missingLeft: !anyMissing && leftH > rightH };
        }
      }
      if (!anyMissing) continue;
      const withH = leftH + missingH;
      if (withH >= least && H - withH >= least) {
        const withG = leftG + missingG;
        const score = (withG * withG) / (withH + l2) + ((G - withG) * (G - withG)) / (H - withH + l2) - parentScore;
        if (score > gain) {
          gain = score;
          found = { feature, bin, missingLeft: true };
        }
      }
    }
  }
  return found && { ...found, gain };
};
