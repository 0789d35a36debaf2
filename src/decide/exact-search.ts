import type { AssignmentProblem } from './assignment.ts';
import { candidatePrices } from './pricing.ts';
import { resourceLedger, type ResourceLedger } from './resource-ledger.ts';
import { fill } from './rounding.ts';
import { columnBuilder, highs } from './solver.ts';

/** A plan in hand, and the bound that prices λ prove. */
export type KnownPlan = { readonly prices: Float64Array; readonly bound: number; readonly net: number };

export type ExactResult = {
  /** The best plan found; undefined when none beats the one in hand. */
  readonly ledger: ResourceLedger | undefined;
  readonly bound: number;
};

/** A pair that may still change. `candidate` −1 stands for "none". `loss`: what choosing it takes from the bound. */
type OpenPair = { readonly person: number; readonly candidate: number; readonly loss: number };

/** First among the pairs that cost the bound almost nothing: a good plan there makes the full search small. */
const slackShares = [0.05, 1];

/**
 * Closes the gap by branch and bound over the pairs that could still be part of a better plan.
 *
 * Reduced-cost fixing: giving person u candidate o instead of the best one at prices λ lowers the bound L(λ) by the
 * difference of their reduced values. If that falls below the plan in hand, the pair is in no better plan and is left out;
 * with a small gap nearly everybody has one option left.
 *
 * The search is limited by nodes, never by seconds: the same problem must give the same plan on a slower machine.
 * @returns undefined when more than `maxPairs` pairs are open
 */
export const searchExactly = async (
  assignment: AssignmentProblem,
  known: KnownPlan,
  { maxPairs = 12_000, maxNodes = 500 }: { maxPairs?: number; maxNodes?: number } = {},
): Promise<ExactResult | undefined> => {
  let { net, bound } = known;
  let best: ResourceLedger | undefined;
  for (const share of slackShares) {
    const slack = ((known.bound - net) * (1 + 1e-9) + 1e-9 * Math.abs(known.bound)) * share;
    const pairs = openPairs({ assignment, prices: known.prices, slack, maxPairs });
    if (!pairs) return undefined;
    const found = await branchAndBound({ assignment, known, pairs, maxNodes });
    const totals = found.ledger.totals();
    // pairs were left out that cannot beat the plan in hand: the optimum is at most the larger of the two
    if (share === 1) bound = Math.min(bound, Math.max(found.bound, net));
    if (totals.value - totals.cost <= net) continue;
    net = totals.value - totals.cost;
    best = found.ledger;
  }
  return { ledger: best, bound };
};

const branchAndBound = async ({
  assignment,
  known,
  pairs,
  maxNodes,
}: {
  assignment: AssignmentProblem;
  known: KnownPlan;
  pairs: readonly OpenPair[];
  maxNodes: number;
}): Promise<{ readonly ledger: ResourceLedger; readonly bound: number }> => {
  const { candidates, value, cost, resources } = assignment;
  const solver = await highs();
  const people = [...new Set(pairs.map(({ person }) => person))];
  const rowOf = new Map(people.map((person, row) => [person, resources.length + row] as const));
  const scale = Math.max(known.bound, Number.MIN_VALUE);
  const mip = columnBuilder();
  const choices = pairs.filter(({ candidate }) => candidate >= 0);
  for (const { person, candidate } of choices) {
    const cell = person * candidates + candidate;
    mip.add({
      cost: (value[cell] - cost[cell]) / scale,
      upper: 1,
      entries: [
        ...resources.flatMap(({ candidates: drawing, consumes, limit }, r) =>
          drawing.includes(candidate) ? [[r, (consumes === 'cost' ? cost[cell] : 1) / (limit || 1)] as const] : [],
        ),
        [rowOf.get(person) ?? 0, 1] as const,
      ],
    });
  }
  const rowUpper = Float64Array.from([...resources.map(({ limit }) => (limit > 0 ? 1 : 0)), ...people.map(() => 1)]);
  // for whom "none" is closed, something must be chosen
  const free = new Set(pairs.filter(({ candidate }) => candidate < 0).map(({ person }) => person));
  const rowLower = Float64Array.from([
    ...resources.map(() => -Infinity),
    ...people.map((person) => (free.has(person) ? 0 : 1)),
  ]);
  const found = solver.withModel(mip.model({ solver, rowLower, rowUpper, integer: true }), (model) => {
    model.options.set({
      output_flag: false,
      mip_max_nodes: maxNodes,
      mip_rel_gap: 1e-6,
      // starting over at the root costs more than it saves on problems of this size (measured: 3.7 against 1.6 CPU-s at 300 × 12)
      mip_allow_restart: false,
      mip_abs_gap: 0,
      mip_feasibility_tolerance: 1e-9,
      primal_feasibility_tolerance: 1e-9,
    });
    model.run();
    return { picked: model.getSolution().colValue, bound: Number(model.info.get('mip_dual_bound')) * scale };
  });
  const ledger = resourceLedger(assignment);
  // the solver's feasibility has a tolerance, the ledger's is tighter: best first, so that a refusal costs least
  const picked = choices.filter((_, column) => (found.picked[column] ?? 0) > 0.5).sort((a, b) => a.loss - b.loss);
  for (const { person, candidate } of picked) if (ledger.fits(person, candidate)) ledger.take(person, candidate);
  fill(assignment, candidatePrices(assignment, known.prices), ledger);
  return { ledger, bound: found.bound };
};

const openPairs = ({
  assignment,
  prices,
  slack,
  maxPairs,
}: {
  assignment: AssignmentProblem;
  prices: Float64Array;
  slack: number;
  maxPairs: number;
}): readonly OpenPair[] | undefined => {
  const { people, candidates, value, cost } = assignment;
  const { onCost, onUse } = candidatePrices(assignment, prices);
  const pairs: OpenPair[] = [];
  const reduced = new Float64Array(candidates);
  for (let person = 0; person < people; person++) {
    // "none" is worth 0
    let best = 0;
    for (let o = 0; o < candidates; o++) {
      const cell = person * candidates + o;
      reduced[o] = value[cell] - cost[cell] > 0 ? value[cell] - onCost[o] * cost[cell] - onUse[o] : -Infinity;
      if (reduced[o] > best) best = reduced[o];
    }
    if (best <= slack) pairs.push({ person, candidate: -1, loss: best });
    for (let o = 0; o < candidates; o++)
      if (best - reduced[o] <= slack) pairs.push({ person, candidate: o, loss: best - reduced[o] });
    if (pairs.length > maxPairs) return undefined;
  }
  return pairs;
};
