import type { GbdtParameters } from './format.ts';

/** A loss over margins: first and second derivatives for boosting, a mean for early stopping. */
export type Loss = {
  /** The constant margin that fits the targets best. */
  base(target: Float64Array, weight: Float64Array): number;
  /** Writes w·∂l/∂margin and w·∂²l/∂margin² of every row. */
  derivatives(args: DerivativeArgs): void;
  /** Weighted mean loss. */
  mean(target: Float64Array, weight: Float64Array, margin: Float64Array): number;
  /** From margin to prediction. */
  link(margin: number): number;
};

export type DerivativeArgs = {
  readonly target: Float64Array;
  readonly weight: Float64Array;
  readonly margin: Float64Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
};

export const losses: Readonly<Record<GbdtParameters['loss'], Loss>> = {
  // l = -[y log p + (1-y) log(1-p)], p = σ(margin): l' = p - y, l'' = p(1-p). Targets may be any probability in [0, 1].
  logistic: {
    base(target, weight) {
      const mean = weightedMean(target, weight);
      const inside = Math.min(1 - 1e-6, Math.max(1e-6, mean));
      return Math.log(inside / (1 - inside));
    },
    derivatives({ target, weight, margin, gradient, hessian }) {
      for (let i = 0; i < target.length; i++) {
        const p = sigmoid(margin[i]);
        gradient[i] = weight[i] * (p - target[i]);
        hessian[i] = weight[i] * Math.max(p * (1 - p), 1e-16);
      }
    },
    mean(target, weight, margin) {
      let sum = 0;
      let total = 0;
      for (let i = 0; i < target.length; i++) {
        // log(1 + e^m) - y·m, written so that a large |m| does not overflow
        sum +=
          weight[i] * (Math.max(margin[i], 0) + Math.log1p(Math.exp(-Math.abs(margin[i]))) - target[i] * margin[i]);
        total += weight[i];
      }
      return sum / total;
    },
    link: (margin) => sigmoid(margin),
  },
  // l = ½(margin - y)²: l' = margin - y, l'' = 1.
  squared: {
    base: (target, weight) => weightedMean(target, weight),
    derivatives({ target, weight, margin, gradient, hessian }) {
      for (let i = 0; i < target.length; i++) {
        gradient[i] = weight[i] * (margin[i] - target[i]);
        hessian[i] = weight[i];
      }
    },
    mean(target, weight, margin) {
      let sum = 0;
      let total = 0;
      for (let i = 0; i < target.length; i++) {
        const error = margin[i] - target[i];
        sum += weight[i] * error * error;
        total += weight[i];
      }
      return sum / total;
    },
    link: (margin) => margin,
  },
};

/** 1 / (1 + e^-x). */
export const sigmoid = (x: number): number => {
  return 1 / (1 + Math.exp(-x));
};

const weightedMean = (values: Float64Array, weight: Float64Array): number => {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weight[i] * values[i];
    total += weight[i];
  }
  return total > 0 ? sum / total : 0;
};
