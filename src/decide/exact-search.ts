import type { AssignmentProblem } from './assignment.ts';
import { candidatePrices } from './pricing.ts';
import { fill } from './rounding.ts';
import { resourceLedger, type ResourceLedger } from './resource-ledger.ts';
import { columnBuilder, highs } from './solver.ts';

/** Pairs that may still change: `candidate` −1 stands for "none". */
type OpenPair = { readonly person: number; readonly candidate: number; readonly reduced: number };

export type ExactResult = { readonly ledger: ResourceLedger; readonly bound: number };

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
  known: { prices: Float64Array; bound: number; net: number },
  { maxPairs = 12_000, maxNodes = 1_000 }: { maxPairs?: number; maxNodes?: number } = {},
): Promise<ExactResult | undefined> => {
  const { candidates, value, cost, resources } = assignment;
  const pairs = openPairs(assignment, known, maxPairs);
  if (!pairs) return undefined;
  const solver = await highs();
  const people = [...new Set(pairs.map(({ person }) => person))];
  const rowOf = new Map(people.map((person, row) => [person, resources.length + row] as const));
  const scale = Math.max(known.bound, Number.MIN_VALUE);
  const mip = columnBuilder();
  const chosen = pairs.filter(({ candidate }) => candidate >= 0);
  for (const { person, candidate } of chosen) {
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
  const rowLower = new Float64Array(rowUpper.length).fill(-Infinity);
  const found = solver.withModel(mip.model({ solver, rowLower, rowUpper, integer: true }), (model) => {
    model.options.set({
      output_flag: false,
      mip_max_nodes: maxNodes,
      mip_rel_gap: 1e-6,
      mip_abs_gap: 0,
      mip_feasibility_tolerance: 1e-9,
      primal_feasibility_tolerance: 1e-9,
    });
    model.run();
    return { picked: model.getSolution().colValue, bound: Number(model.info.get('mip_dual_bound')) * scale };
  });
  const ledger = resourceLedger(assignment);
  // the solver's feasibility has a tolerance, the ledger's has not: best first, so that a refusal costs least
  const picked = chosen.filter((_, column) => (found.picked[column] ?? 0) > 0.5).sort((a, b) => b.reduced - a.reduced);
  for (const { person, candidate } of picked) if (ledger.fits(person, candidate)) ledger.take(person, candidate);
  fill(assignment, candidatePrices(assignment, known.prices), ledger);
  // pairs were left out that cannot beat the plan in hand: the optimum is at most the larger of the two
  return { ledger, bound: Math.min(known.bound, Math.max(found.bound, known.net)) };
};

const openPairs = (
  assignment: AssignmentProblem,
  known: { prices: Float64Array; bound: number; net: number },
  maxPairs: number,
): readonly OpenPair[] | undefined => {
  const { people, candidates, value, cost } = assignment;
  const { onCost, onUse } = candidatePrices(assignment, known.prices);
  const slack = (known.bound - known.net) * (1 + 1e-9) + 1e-9 * Math.abs(known.bound);
  const pairs: OpenPair[] = [];
  const reduced = new Float64Array(candidates);
  for (let person = 0; person < people; person++) {
    let best = 0;
    for (let o = 0; o < candidates; o++) {
      const cell = person * candidates + o;
      reduced[o] = value[cell] - cost[cell] > 0 ? value[cell] - onCost[o] * cost[cell] - onUse[o] : -Infinity;
      if (reduced[o] > best) best = reduced[o];
    }
    for (let o = 0; o < candidates; o++)
      if (best - reduced[o] <= slack) pairs.push({ person, candidate: o, reduced: reduced[o] });
    if (pairs.length > maxPairs) return undefined;
  }
  return pairs;
};
