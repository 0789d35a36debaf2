import type { AssignmentProblem } from './assignment.ts';
import type { PriceSearch } from './price-search.ts';
import { bestCandidate, candidatePrices, type CandidatePrices } from './pricing.ts';
import { resourceLedger, type ResourceLedger } from './resource-ledger.ts';

const goldenRatio = 0.6180339887498949;

/**
 * Whole choices from the mixture of priced plans. Where all plans agree about a person (nearly everybody: a basic
 * solution has at most one plan more than there are resources) the choice is that; the others are dealt to the plans
 * in proportion to their weights by a golden-ratio sequence, which keeps every resource's use close to the mixture's.
 * Whoever does not fit, and whatever is left, goes to the fill.
 */
export const roundMixture = (
  assignment: AssignmentProblem,
  { mixture, prices }: Pick<PriceSearch, 'mixture' | 'prices'>,
): ResourceLedger => {
  const ledger = resourceLedger(assignment);
  const plans = mixture.map((plan) => ({ priced: candidatePrices(assignment, plan.prices), weight: plan.weight }));
  // the plan that does nothing has whatever weight the others leave
  const idle = 1 - plans.reduce((sum, { weight }) => sum + weight, 0) > 1e-9;
  const undecided: number[] = [];
  for (let person = 0; person < assignment.people; person++) {
    const agreed = idle ? undefined : agreedChoice(assignment, plans, person);
    if (agreed === undefined) undecided.push(person);
    else if (agreed >= 0 && ledger.fits(person, agreed)) ledger.take(person, agreed);
  }
  let dealt = 0.5;
  for (const person of undecided) {
    dealt = (dealt + goldenRatio) % 1;
    let cumulative = 0;
    const plan = plans.find(({ weight }) => (cumulative += weight) > dealt);
    const choice = plan ? bestCandidate(assignment, plan.priced, person) : -1;
    if (choice >= 0 && ledger.fits(person, choice)) ledger.take(person, choice);
  }
  fill(assignment, candidatePrices(assignment, prices), ledger);
  return ledger;
};

/** Gives what is left to those without a candidate, the largest reduced value first, ties by position. */
export const fill = (assignment: AssignmentProblem, prices: CandidatePrices, ledger: ResourceLedger): void => {
  const waiting: { readonly person: number; readonly reduced: number }[] = [];
  for (let person = 0; person < assignment.people; person++) {
    if (ledger.choice[person] >= 0) continue;
    const best = bestFitting(assignment, prices, ledger, person);
    if (best.choice >= 0) waiting.push({ person, reduced: best.reduced });
  }
  waiting.sort((a, b) => b.reduced - a.reduced || a.person - b.person);
  for (const { person } of waiting) {
    const { choice } = bestFitting(assignment, prices, ledger, person);
    if (choice >= 0) ledger.take(person, choice);
  }
};

const agreedChoice = (
  assignment: AssignmentProblem,
  plans: readonly { readonly priced: CandidatePrices }[],
  person: number,
): number | undefined => {
  let agreed: number | undefined;
  for (const { priced } of plans) {
    const choice = bestCandidate(assignment, priced, person);
    if (agreed !== undefined && choice !== agreed) return undefined;
    agreed = choice;
  }
  return agreed;
};

const bestFitting = (
  { candidates, value, cost }: AssignmentProblem,
  { onCost, onUse }: CandidatePrices,
  ledger: ResourceLedger,
  person: number,
): { readonly choice: number; readonly reduced: number } => {
  let best = { choice: -1, reduced: -Infinity };
  for (let o = 0; o < candidates; o++) {
    const cell = person * candidates + o;
    const reduced = value[cell] - onCost[o] * cost[cell] - onUse[o];
    if (reduced > best.reduced && ledger.fits(person, o)) best = { choice: o, reduced };
  }
  return best;
};
