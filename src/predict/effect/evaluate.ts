import { qiniCoefficient, upliftAt } from '../metrics/uplift.ts';
import type { EffectReport } from './format.ts';
import type { History } from './history.ts';

export type EvaluateEffectArgs = {
  /** Randomised rows that had no part in estimating the effects. */
  readonly history: History;
  /** Predicted effect of each treatment on each row. */
  readonly effects: readonly Float64Array[];
  readonly names: readonly string[];
  /** Expected outcome of each row, if known: takes noise out of the answers and cannot bias them. */
  readonly baseline?: Float64Array | undefined;
  /** Cost of giving each treatment once, in units of the outcome; 0 when left out. */
  readonly cost?: readonly number[] | undefined;
};

type Interval = { readonly estimate: number; readonly low: number; readonly high: number };

/**
 * Measures effects against what happened, by inverse propensity with the baseline as control variate, which is doubly
 * robust (Dudík, Langford & Li 2011): the gain of treating row i with a instead of nothing is estimated by
 *
 *     (1[A_i = a] − 1[A_i = 0]) · (y_i − m(x_i)) / e_i.
 *
 * Policies: `model` gives each row the treatment with the largest effect − cost if that is positive; `bestSingle` gives
 * everybody the treatment the model expects most of on average; `random` gives everybody some treatment, evenly.
 */
export const evaluateEffects = (args: EvaluateEffectArgs): EffectReport => {
  const { history, effects, names } = args;
  const rows = history.outcome.length;
  const cost = args.cost ?? names.map(() => 0);
  const residual = history.outcome.map((y, i) => y - (args.baseline?.[i] ?? 0));
  const gain = (i: number, a: number): number => {
    if (a === 0) return 0;
    const sign = history.treatment[i] === a ? 1 : history.treatment[i] === 0 ? -1 : 0;
    return (sign * residual[i]) / history.propensity[i] - cost[a - 1];
  };
  const choices = Int32Array.from({ length: rows }, (_, i) => bestTreatment(effects, cost, i));
  const means = effects.map((effect, k) => mean(effect) - cost[k]);
  const favourite = means.indexOf(Math.max(...means)) + 1;
  const over = (f: (i: number) => number): Interval =>
    meanInterval(Float64Array.from({ length: rows }, (_, i) => f(i)));
  return {
    rows,
    treatments: names.map((name, k) => {
      const among = Array.from({ length: rows }, (_, i) => i).filter((i) => [0, k + 1].includes(history.treatment[i]));
      const comparison = {
        score: among.map((i) => effects[k][i]),
        outcome: among.map((i) => history.outcome[i]),
        treated: among.map((i) => (history.treatment[i] > 0 ? 1 : 0)),
        propensity: among.map((i) => history.propensity[i]),
      };
      return {
        name,
        rows: comparison.treated.filter((w) => w === 1).length,
        measured: over((i) => gain(i, k + 1) + cost[k]),
        predicted: mean(effects[k]),
        qini: qiniCoefficient(comparison),
        upliftTopFifth: upliftAt(comparison, 0.2),
      };
    }),
    policies: {
      model: over((i) => gain(i, choices[i])),
      bestSingle: over((i) => gain(i, favourite)),
      random: over((i) => names.reduce((sum, _, k) => sum + gain(i, k + 1) / names.length, 0)),
    },
    treatedShare: rows > 0 ? choices.filter((a) => a > 0).length / rows : 0,
  };
};

/** The treatment (from 1) whose effect exceeds its cost most; 0 when none does. */
export const bestTreatment = (effects: readonly Float64Array[], cost: readonly number[], row: number): number => {
  let [best, most] = [0, 0];
  effects.forEach((effect, k) => {
    const net = effect[row] - cost[k];
    if (net > most) [best, most] = [k + 1, net];
  });
  return best;
};

const mean = (values: Float64Array): number =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;

/** Mean with its 95 % normal interval. */
const meanInterval = (values: Float64Array): Interval => {
  const estimate = mean(values);
  const scatter = values.reduce((sum, value) => sum + (value - estimate) ** 2, 0);
  const error = values.length > 1 ? 1.96 * Math.sqrt(scatter / (values.length - 1) / values.length) : 0;
  return { estimate, low: estimate - error, high: estimate + error };
};
