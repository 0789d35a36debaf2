import { problem } from '#platform';

/**
 * Who gets which candidate, at most one each, under limits on shared resources.
 *
 *   maximise  Σ_u Σ_o x_uo (V_uo − C_uo)
 *   subject to  Σ_o x_uo ≤ 1                      for every person u
 *               Σ_u Σ_{o ∈ r} x_uo a_uor ≤ R_r    for every resource r
 *               x_uo ∈ {0, 1}
 *
 * V is the expected incremental margin before cost and C the expected cost, both in minor units of one currency
 * (expectations, so fractions are meant); a_uor is C_uo for a budget and 1 for a stock or a capacity.
 */
export type AssignmentProblem = {
  /** N, the number of people. */
  readonly people: number;
  /** O, the number of candidates (an offer through a channel). */
  readonly candidates: number;
  /** V, N × O row-major. A pair that is not eligible has value −Infinity. */
  readonly value: Float32Array | Float64Array;
  /** C, N × O row-major, finite and never negative. */
  readonly cost: Float32Array | Float64Array;
  readonly resources: readonly Resource[];
};

export type Resource = {
  readonly name: string;
  /** `cost`: a budget in minor units. `one`: a count of pieces, messages or people. */
  readonly consumes: 'cost' | 'one';
  /** R, how much there is. */
  readonly limit: number;
  /** The candidates that draw on it, by index. */
  readonly candidates: readonly number[];
};

export type Assignment = {
  /** The candidate of each person; −1 for none. */
  readonly choice: Int16Array;
  /** Σ V of what was chosen. */
  readonly value: number;
  /** Σ C of what was chosen. */
  readonly cost: number;
  /** No assignment can have a larger Σ (V − C): the proof of how near the optimum this one is. */
  readonly bound: number;
  /** (bound − net) / bound, in [0, 1]; 0 when nothing is worth doing. */
  readonly gap: number;
  /** λ, what one more unit of each resource would be worth. */
  readonly prices: Float64Array;
  /** Pricing passes over all people. */
  readonly iterations: number;
  /** Whether a branch-and-bound search closed what rounding had left open. */
  readonly exact: boolean;
};

/** Rounding in sums of a million terms stays far below this share of a limit. */
export const limitTolerance = 1e-9;

/** Refuses a problem whose numbers would break the algebra silently. @throws invalid_input naming the array at fault */
export const checkProblem = ({ people, candidates, value, cost, resources }: AssignmentProblem): void => {
  const cells = people * candidates;
  if (candidates > 32_767) throw problem('invalid_input', { detail: 'at most 32,767 candidates', field: 'candidates' });
  if (value.length !== cells || cost.length !== cells)
    throw problem('invalid_input', { detail: `value and cost need ${cells} cells`, field: 'value' });
  for (let cell = 0; cell < cells; cell++)
    if (!(cost[cell] >= 0 && cost[cell] < Infinity))
      throw problem('invalid_input', { detail: `cost of cell ${cell} is not a number ≥ 0`, field: 'cost' });
  for (const resource of resources) {
    if (!(resource.limit >= 0))
      throw problem('invalid_input', { detail: `limit of ${resource.name} is not ≥ 0`, field: 'resources' });
    if (resource.candidates.some((candidate) => candidate < 0 || candidate >= candidates))
      throw problem('invalid_input', { detail: `${resource.name} names an unknown candidate`, field: 'resources' });
  }
};
