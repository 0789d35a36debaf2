import type { AssignmentProblem } from './assignment.ts';

/**
 * Prices λ of resources, folded into two numbers per candidate, so that one person's reduced value of candidate o is
 * `V − onCost[o] · C − onUse[o]` whatever the number of resources.
 */
export type CandidatePrices = { readonly onCost: Float64Array; readonly onUse: Float64Array };

export const candidatePrices = (
  { candidates, resources }: AssignmentProblem,
  prices: Float64Array,
): CandidatePrices => {
  // 1: the objective itself pays the cost once
  const onCost = new Float64Array(candidates).fill(1);
  const onUse = new Float64Array(candidates);
  for (const [r, { consumes, candidates: drawing }] of resources.entries())
    for (const o of drawing) (consumes === 'cost' ? onCost : onUse)[o] += prices[r];
  return { onCost, onUse };
};

/** The best candidate of person u at these prices; −1 when none is worth its price. Ineligible pairs are −Infinity. */
export const bestCandidate = (
  { candidates, value, cost }: AssignmentProblem,
  { onCost, onUse }: CandidatePrices,
  person: number,
): number => {
  const start = person * candidates;
  let best = 0;
  let choice = -1;
  for (let o = 0; o < candidates; o++) {
    const reduced = value[start + o] - onCost[o] * cost[start + o] - onUse[o];
    if (reduced > best) {
      best = reduced;
      choice = o;
    }
  }
  return choice;
};

export type PricingPass = {
  /** L(λ) = Σ_u max(0, max_o reduced value) + Σ_r λ_r R_r: an upper bound of the optimum for every λ ≥ 0. */
  readonly dual: number;
  /** Σ (V − C) of everybody's best candidate, limits ignored. */
  readonly net: number;
  /** What those choices would use of each resource. */
  readonly use: Float64Array;
};

/** Everybody takes the best candidate at prices λ: one pass over N × O cells, the subproblem of Dantzig–Wolfe. */
export const pricingPass = (assignment: AssignmentProblem, prices: Float64Array): PricingPass => {
  const { people, candidates, value, cost, resources } = assignment;
  const { onCost, onUse } = candidatePrices(assignment, prices);
  const costOf = new Float64Array(candidates);
  const countOf = new Float64Array(candidates);
  let dual = 0;
  let net = 0;
  for (let person = 0, start = 0; person < people; person++, start += candidates) {
    // bestCandidate written out: this loop is where the time goes
    let best = 0;
    let choice = -1;
    for (let o = 0; o < candidates; o++) {
      const reduced = value[start + o] - onCost[o] * cost[start + o] - onUse[o];
      if (reduced > best) {
        best = reduced;
        choice = o;
      }
    }
    if (choice < 0) continue;
    dual += best;
    const spent = cost[start + choice];
    net += value[start + choice] - spent;
    costOf[choice] += spent;
    countOf[choice] += 1;
  }
  const use = Float64Array.from(resources, ({ consumes, candidates: drawing }) =>
    drawing.reduce((sum, o) => sum + (consumes === 'cost' ? costOf : countOf)[o], 0),
  );
  for (const [r, { limit }] of resources.entries()) dual += prices[r] * limit;
  return { dual, net, use };
};
