export { adjustedDifference, differenceOfMeans, type AdjustedDifference } from './difference-of-means.ts';
export { estimateOf, scaled, type Estimate, type Finding, type NotEnough } from './estimate.ts';
export { meanOf, noPeople, pooledMoments, varianceOf, type Moments, type PairedMoments } from './moments.ts';
export { pooledByPrecision, summed } from './pooling.ts';
export { differenceOfProportions, proportion, ratioOfSums, relativeLift, type Count } from './ratios.ts';
export { sampleRatio, type SampleRatio } from './sample-ratio.ts';
