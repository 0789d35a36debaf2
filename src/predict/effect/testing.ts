import { seededRandom } from '#platform/random.ts';
import { emptyTable } from '../table.ts';
import type { Treatment } from './format.ts';
import type { History } from './history.ts';

export type Population = History & { readonly effects: readonly Float64Array[] };

/** Two offers; the descriptor is the benefit's size. */
export const twoOffers: readonly Treatment[] = [
  { name: 'small', descriptors: [10] },
  { name: 'large', descriptors: [30] },
];

/**
 * For tests: a randomised past with known effects. People order with some 6 %; the 40 % with `price_sense` above its
 * 60th percentile order 3 (small) or 8 (large) percentage points more often with an offer, the rest hardly ever do.
 * `effect` 0 makes nobody answer.
 */
export const aPopulation = (args: { seed: string; rows: number; effect?: number }): Population => {
  const { seed, rows, effect = 1 } = args;
  const random = seededRandom(seed);
  const names = ['price_sense', 'orders', 'recency', 'noise1', 'noise2', 'noise3'];
  const table = emptyTable(names, rows);
  const chances = [0.4, 0.3, 0.3];
  const treatment = new Int32Array(rows);
  const propensity = new Float64Array(rows);
  const outcome = new Float64Array(rows);
  const effects = twoOffers.map(() => new Float64Array(rows));
  for (let i = 0; i < rows; i++) {
    const x = [random.next(), random.poisson(2), 100 * random.next(), random.normal(), random.normal(), random.int(5)];
    x.forEach((value, j) => (table.values[j * rows + i] = value));
    const base = 0.02 + 0.02 * x[1];
    effects[0][i] = effect * (x[0] > 0.6 ? 0.03 : 0.002);
    effects[1][i] = effect * (x[0] > 0.6 ? 0.08 : 0.005);
    treatment[i] = random.weighted([0, 1, 2], chances);
    propensity[i] = chances[treatment[i]];
    const added = treatment[i] > 0 ? effects[treatment[i] - 1][i] : 0;
    outcome[i] = random.next() < base + added ? 1 : 0;
  }
  return { table, treatment, propensity, outcome, effects };
};
