import { checkProblem, type Assignment, type AssignmentProblem } from './assignment.ts';
import { searchExactly } from './exact-search.ts';
import { searchPrices } from './price-search.ts';
import { roundMixture } from './rounding.ts';
import type { ResourceLedger } from './resource-ledger.ts';

export type OptimiseOptions = {
  /** Relative gap at which the search for prices stops. */
  readonly tolerance?: number;
  /** Up to so many people the plan is made exact whenever branch and bound can. */
  readonly exactPeople?: number;
  /** Above that, only when rounding left a gap larger than this. */
  readonly acceptedGap?: number;
};

/**
 * Assigns at most one candidate to each person, within every limit, for the largest expected net margin.
 *
 * Prices first (a bound that no plan can beat), then whole choices by rounding, then branch and bound on what is still
 * open if the problem is small or the gap is not. Deterministic: the same problem gives the same plan.
 *
 * @example const { choice, gap } = await optimise({ people: 2, candidates: 1, value, cost, resources: [budget] });
 */
export const optimise = async (
  assignment: AssignmentProblem,
  { tolerance = 2e-5, exactPeople = 1_000, acceptedGap = 1e-3 }: OptimiseOptions = {},
): Promise<Assignment> => {
  checkProblem(assignment);
  const search = await searchPrices(assignment, { tolerance });
  const rounded = roundMixture(assignment, search);
  const finish = (ledger: ResourceLedger, bound: number, exact: boolean): Assignment => {
    const { value, cost } = ledger.totals();
    const gap = bound > 0 ? Math.max(0, (bound - (value - cost)) / bound) : 0;
    return {
      choice: ledger.choice,
      value,
      cost,
      bound,
      gap,
      prices: search.prices,
      iterations: search.iterations,
      exact,
    };
  };
  const plan = finish(rounded, search.bound, false);
  const worthTrying = plan.gap > (assignment.people <= exactPeople ? 1e-9 : acceptedGap);
  if (!worthTrying) return plan;
  const net = plan.value - plan.cost;
  const exact = await searchExactly(assignment, { prices: search.prices, bound: search.bound, net });
  if (!exact) return plan;
  return finish(exact.ledger ?? rounded, exact.bound, true);
};
