import { z } from 'zod';
import { sigmoid } from './gbdt/losses.ts';

/** Turns margins into probabilities that come true as often as they say. */
export const calibratorSchema = z.discriminatedUnion('type', [
  /** The margin's own probability. */
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('platt'), slope: z.number(), intercept: z.number() }),
  /** Straight lines between knots, flat outside; both arrays ascend. */
  z.strictObject({
    type: z.literal('isotonic'),
    margins: z.array(z.number()).min(1),
    probabilities: z.array(z.number()).min(1),
  }),
]);
export type Calibrator = z.infer<typeof calibratorSchema>;

/** Below this many positives isotonic regression follows noise (Niculescu-Mizil & Caruana 2005, figure 8). */
const positivesForIsotonic = 1000;
/** Below this many even two parameters are too many. */
const positivesForPlatt = 20;

/** Fits what the number of the rarer outcome can carry: nothing, Platt's line or an isotonic curve. */
export const fitCalibrator = (margin: Float64Array, label: Float64Array): Calibrator => {
  const positives = label.reduce((sum, y) => sum + y, 0);
  const rarer = Math.min(positives, label.length - positives);
  if (rarer < positivesForPlatt) return { type: 'none' };
  return rarer < positivesForIsotonic ? fitPlatt(margin, label) : fitIsotonic(margin, label);
};

/** The probability of every margin. */
export const calibrate = (calibrator: Calibrator, margin: Float64Array): Float64Array => {
  switch (calibrator.type) {
    case 'none':
      return margin.map(sigmoid);
    case 'platt':
      return margin.map((m) => sigmoid(calibrator.slope * m + calibrator.intercept));
    case 'isotonic':
      return margin.map((m) => interpolate(calibrator.margins, calibrator.probabilities, m));
  }
};

/**
 * Platt scaling: p = σ(slope · margin + intercept) by maximum likelihood, with Platt's (1999) targets
 * (N⁺+1)/(N⁺+2) and 1/(N⁻+2) in place of 1 and 0, by Newton's method with step halving (Lin, Lin & Weng 2007).
 */
export const fitPlatt = (margin: Float64Array, label: Float64Array): Calibrator => {
  const positives = label.reduce((sum, y) => sum + y, 0);
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (label.length - positives + 2);
  const target = label.map((y) => (y > 0 ? high : low));
  let [slope, intercept] = [0, Math.log((positives + 1) / (label.length - positives + 1))];
  let loss = plattLoss(margin, target, slope, intercept);
  for (let iteration = 0; iteration < 100; iteration++) {
    let [g1, g2, h11, h12, h22] = [0, 0, 1e-12, 0, 1e-12];
    for (let i = 0; i < margin.length; i++) {
      const p = sigmoid(slope * margin[i] + intercept);
      const d = p - target[i];
      const w = p * (1 - p);
      g1 += d * margin[i];
      g2 += d;
      h11 += w * margin[i] * margin[i];
      h12 += w * margin[i];
      h22 += w;
    }
    if (Math.max(Math.abs(g1), Math.abs(g2)) < 1e-9 * margin.length) break;
    const determinant = h11 * h22 - h12 * h12;
    const stepSlope = -(h22 * g1 - h12 * g2) / determinant;
    const stepIntercept = -(h11 * g2 - h12 * g1) / determinant;
    let step = 1;
    let next = plattLoss(margin, target, slope + stepSlope, intercept + stepIntercept);
    while (next > loss && step > 1e-10) {
      step /= 2;
      next = plattLoss(margin, target, slope + step * stepSlope, intercept + step * stepIntercept);
    }
    if (next >= loss) break;
    slope += step * stepSlope;
    intercept += step * stepIntercept;
    loss = next;
  }
  return { type: 'platt', slope, intercept };
};

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955): the ascending step function nearest to the
 * outcomes. Each pooled block becomes one knot at its mean margin (centred isotonic regression, Oron & Flournoy 2017),
 * so that the curve still ranks rows inside what would have been a flat step.
 */
export const fitIsotonic = (margin: Float64Array, label: Float64Array): Calibrator => {
  const order = Array.from(margin.keys()).sort((a, b) => margin[a] - margin[b] || a - b);
  const blocks = poolAdjacentViolators(order.map((i) => ({ x: margin[i], y: label[i], weight: 1 })));
  return { type: 'isotonic', margins: blocks.map(({ x }) => x), probabilities: blocks.map(({ y }) => y) };
};

export type Block = { readonly x: number; readonly y: number; readonly weight: number };

/** Merges neighbours (ascending x) until y strictly ascends; a merged block has its parts' weighted means. */
export const poolAdjacentViolators = (points: readonly Block[]): Block[] => {
  const blocks: Block[] = [];
  for (const point of points) {
    let merged = point;
    for (let last = blocks.at(-1); last && (last.y >= merged.y || last.x === merged.x); last = blocks.at(-1)) {
      blocks.pop();
      const weight = last.weight + merged.weight;
      merged = {
        x: (last.weight * last.x + merged.weight * merged.x) / weight,
        y: (last.weight * last.y + merged.weight * merged.y) / weight,
        weight,
      };
    }
    blocks.push(merged);
  }
  return blocks;
};

/** −Σ t log p + (1−t) log(1−p), in the form that cannot overflow. */
const plattLoss = (margin: Float64Array, target: Float64Array, slope: number, intercept: number): number => {
  let sum = 0;
  for (let i = 0; i < margin.length; i++) {
    const m = slope * margin[i] + intercept;
    sum += Math.max(m, 0) + Math.log1p(Math.exp(-Math.abs(m))) - target[i] * m;
  }
  return sum;
};

const interpolate = (xs: readonly number[], ys: readonly number[], x: number): number => {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return ys[0];
  if (low === xs.length) return ys[xs.length - 1];
  const share = (x - xs[low - 1]) / (xs[low] - xs[low - 1]);
  return ys[low - 1] + share * (ys[low] - ys[low - 1]);
};
