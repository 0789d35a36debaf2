import type { AssignmentProblem } from './assignment.ts';
import { pricingPass, type PricingPass } from './pricing.ts';
import { columnBuilder, highs } from './solver.ts';

export type PriceSearch = {
  /** λ*, the prices of the smallest bound found. */
  readonly prices: Float64Array;
  /** L(λ*). */
  readonly bound: number;
  /** A mixture of priced plans that respects every limit: the LP optimum, from which whole choices are rounded. */
  readonly mixture: readonly PricedPlan[];
  readonly iterations: number;
};

/** A plan is known by its prices alone: everybody's choice follows from them, so N × plans choices are never stored. */
export type PricedPlan = { readonly prices: Float64Array; readonly weight: number };

type Column = PricingPass & { readonly prices: Float64Array };

const sampleSize = 20_000;

/**
 * Finds resource prices by Dantzig–Wolfe decomposition (Dantzig & Wolfe 1960; in the dual, Kelley's cutting planes 1960),
 * smoothed towards the best prices so far (Wentges 1997). The master has one row per resource and a handful of columns;
 * the work is in the pricing passes. Large problems start from the prices of a strided sample of themselves.
 */
export const searchPrices = async (
  assignment: AssignmentProblem,
  { tolerance = 2e-5, maxIterations = 120 }: { tolerance?: number; maxIterations?: number } = {},
): Promise<PriceSearch> => {
  const starts = await startingPrices(assignment);
  const columns: Column[] = [];
  let best: { dual: number; prices: Float64Array } = {
    dual: Infinity,
    prices: new Float64Array(assignment.resources.length),
  };
  let mixture: readonly PricedPlan[] = [];
  let next = starts.shift() ?? best.prices;
  while (columns.length < maxIterations) {
    const pass = pricingPass(assignment, next);
    columns.push({ ...pass, prices: next });
    if (pass.dual < best.dual) best = { dual: pass.dual, prices: next };
    const start = starts.shift();
    if (start) {
      next = start;
      continue;
    }
    const master = await solveMaster(assignment, columns);
    mixture = master.mixture;
    if (best.dual - master.net <= tolerance * Math.abs(best.dual)) break;
    const pull = columns.length < 3 ? 0.1 : 0.3;
    next = best.prices.map((price, r) => (1 - pull) * price + pull * master.prices[r]);
  }
  return { prices: best.prices, bound: best.dual, mixture, iterations: columns.length };
};

/** Prices to open with: those that carry the mixture of a sample with limits scaled to it; none for a small problem. */
const startingPrices = async (assignment: AssignmentProblem): Promise<Float64Array[]> => {
  const { people, candidates, value, cost, resources } = assignment;
  if (people <= 2 * sampleSize) return [];
  const stride = people / sampleSize;
  const sample = { value: new Float32Array(sampleSize * candidates), cost: new Float32Array(sampleSize * candidates) };
  for (let i = 0; i < sampleSize; i++) {
    const start = Math.floor(i * stride) * candidates;
    sample.value.set(value.subarray(start, start + candidates), i * candidates);
    sample.cost.set(cost.subarray(start, start + candidates), i * candidates);
  }
  const scaled = resources.map((resource) => ({ ...resource, limit: resource.limit / stride }));
  const found = await searchPrices({ people: sampleSize, candidates, ...sample, resources: scaled });
  return [found.prices, ...found.mixture.map((plan) => plan.prices)];
};

/**
 * maximise Σ_j w_j net_j subject to Σ_j w_j use_jr ≤ R_r, Σ_j w_j = 1, w ≥ 0, where plan 0 does nothing.
 * Rows are scaled by their limits and the objective by its largest value, so that the solver's tolerances mean the same everywhere.
 */
const solveMaster = async ({ resources }: AssignmentProblem, columns: readonly Column[]) => {
  const solver = await highs();
  const rows = resources.length;
  const scale = columns.reduce((largest, { net }) => Math.max(largest, net), 1);
  const unit = (r: number): number => resources[r].limit || 1;
  const lp = columnBuilder();
  lp.add({ cost: 0, upper: Infinity, entries: [[rows, 1]] });
  for (const { net, use } of columns)
    lp.add({
      cost: net / scale,
      upper: Infinity,
      entries: [...Array.from(use, (used, r) => [r, used / unit(r)] as const), [rows, 1] as const],
    });
  const rowUpper = Float64Array.from([...resources.map(({ limit }) => (limit > 0 ? 1 : 0)), 1]);
  const rowLower = new Float64Array(rows + 1).fill(-Infinity);
  rowLower[rows] = 1;
  return solver.withModel(lp.model({ solver, rowLower, rowUpper, integer: false }), (model) => {
    model.options.set('output_flag', false);
    model.run();
    const { colValue, rowDual } = model.getSolution();
    return {
      net: model.getObjectiveValue() * scale,
      // the sign of a dual is a convention; a price is never negative
      prices: Float64Array.from(resources, (_, r) => (Math.abs(rowDual[r]) * scale) / unit(r)),
      mixture: columns
        .map(({ prices }, j) => ({ prices, weight: colValue[j + 1] }))
        .filter(({ weight }) => weight > 1e-9),
    };
  });
};
