import { ridge } from './ridge.ts';
import type { ResponseHistory } from './history.ts';
import type { RespondedTreatment } from './format.ts';

/**
 * Before data: a use is an extra order, give or take a fifth, benefits differing by a tenth; except that of the orders
 * which would have come anyway a quarter is displaced: paid with the benefit now, or lost to the disturbance.
 */
const priors = {
  kept: { mean: 1, sd: 0.2 },
  benefit: { mean: 0, sd: 0.1 },
  displaced: { mean: 0.25, sd: 0.05 },
} as const;

/** Rows with hardly any chance of an order would otherwise count as if they were certain. */
const leastVariance = 0.012;

export type KeptArgs = {
  readonly history: ResponseHistory;
  readonly treatments: readonly RespondedTreatment[];
  /** Per treatment and row, from a model that has not seen the row. */
  readonly use: readonly Float64Array[];
  /** P(order) and E[orders] of each row as it was treated, likewise. */
  readonly probability: Float64Array;
  readonly expected: Float64Array;
};

/**
 * How much of the uses are extra orders: of the model effect(x, a) = κ_b use(x, a) − φ P(order | x), the κ of every
 * benefit and the φ, from the R-learner's moment (Nie & Wager 2021; Robinson 1988) for many treatments,
 *
 *     y_i − m(x_i) = Σ_a (1[A_i = a] − e_a) effect(x_i, a) + ε_i.
 *
 * Chance decided A, so what m gets wrong is noise and no bias. Few numbers, pulled to priors: with orders as rare as
 * they are, more would follow chance.
 */
export const shareKept = (args: KeptArgs): { readonly kept: readonly number[]; readonly displaced: number } => {
  const { history, treatments, use, probability, expected } = args;
  const benefits = [...new Set(treatments.map(({ benefit }) => benefit))];
  const benefitOf = treatments.map(({ benefit }) => benefits.indexOf(benefit));
  const width = treatments.length + 1;
  const line = ridge([priors.kept, ...benefits.map(() => priors.benefit), priors.displaced]);
  const x = new Float64Array(benefits.length + 2);
  for (let i = 0; i < history.orders.length; i++) {
    x.fill(0);
    const p = probability[i];
    for (let k = 0; k < treatments.length; k++) {
      const w = (history.treatment[i] === k + 1 ? 1 : 0) - history.chance[i * width + k + 1];
      x[0] += w * use[k][i];
      x[1 + benefitOf[k]] += w * use[k][i];
      x[benefits.length + 1] -= w * p;
    }
    line.add(x, history.orders[i] - expected[i], 1 / Math.max(leastVariance, p * (1 - p)));
  }
  const [kept, ...rest] = line.solve();
  return { kept: benefitOf.map((b) => kept + rest[b]), displaced: rest[benefits.length] };
};
