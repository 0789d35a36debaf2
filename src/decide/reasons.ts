import type { AssignmentProblem } from './assignment.ts';
import type { GroupPlans } from './group-plans.ts';
import type { Group } from './groups.ts';
import type { CandidatePrices } from './pricing.ts';

/** Why this choice. Candidates are column indices. */
export type Reason =
  /** Largest net value after what its resources are worth to others. */
  | {
      readonly type: 'best_net_value';
      readonly candidate: number;
      readonly netMinor: number;
      readonly priceMinor: number;
    }
  | { readonly type: 'control_group' }
  | { readonly type: 'random_draw'; readonly candidate: number; readonly treatedShare: number; readonly among: number }
  | { readonly type: 'explored'; readonly candidate: number; readonly treatedShare: number; readonly among: number }
  | { readonly type: 'not_drawn'; readonly treatedShare: number }
  | {
      readonly type: 'top_of_rule';
      readonly candidate: number;
      readonly place: number;
      readonly treated: number;
      readonly score: number;
    }
  | { readonly type: 'below_rule_cut'; readonly place: number; readonly treated: number; readonly score: number }
  | { readonly type: 'nothing_eligible' }
  | { readonly type: 'nothing_pays' }
  | { readonly type: 'others_worth_more' };

/** Why not that candidate. */
export type Rejection =
  | { readonly type: 'not_eligible'; readonly candidate: number }
  | {
      readonly type: 'negative_value';
      readonly candidate: number;
      readonly valueMinor: number;
      readonly costMinor: number;
    }
  /** It pays by itself, but not what the scarce resource is worth elsewhere. */
  | {
      readonly type: 'over_price';
      readonly candidate: number;
      readonly resource: string;
      readonly netMinor: number;
      readonly priceMinor: number;
    }
  | { readonly type: 'lower_net_value'; readonly candidate: number; readonly byMinor: number };

export type CandidateView = {
  readonly candidate: number;
  readonly valueMinor: number;
  readonly costMinor: number;
  readonly netMinor: number;
  readonly chosen: boolean;
};

export type Explanation = {
  /** The candidates the person was eligible for. */
  readonly candidates: readonly CandidateView[];
  readonly why: Reason;
  readonly whyNot: readonly Rejection[];
};

type Question = {
  readonly problem: AssignmentProblem;
  readonly parts: GroupPlans;
  /** The optimiser's resource prices, per candidate. */
  readonly prices: CandidatePrices;
  readonly group: Group;
  readonly person: number;
  /** The person's row in the group's plan. */
  readonly row: number;
};

/** Explains one decision, on demand: nothing is stored for the millions that nobody asks about. */
export const explain = (question: Question): Explanation => {
  const { problem, parts, group, person, row } = question;
  const cells = Array.from({ length: problem.candidates }, (_, o) => person * problem.candidates + o);
  const chosen = group === 'holdout' ? -1 : parts[group].choice[row];
  const candidates = cells.flatMap((cell, candidate) => {
    const [valueMinor, costMinor] = [problem.value[cell], problem.cost[cell]];
    if (!(valueMinor > -Infinity)) return [];
    return [{ candidate, valueMinor, costMinor, netMinor: valueMinor - costMinor, chosen: candidate === chosen }];
  });
  const optimised = group === 'model' && parts.model.exploredRow[row] < 0;
  return {
    candidates,
    why: whyOf(question, chosen, candidates),
    whyNot: optimised ? rejections(question, chosen, candidates) : [],
  };
};

const whyOf = (
  { parts, prices, group, row }: Question,
  chosen: number,
  candidates: readonly CandidateView[],
): Reason => {
  if (group === 'holdout') return { type: 'control_group' };
  if (candidates.length === 0) return { type: 'nothing_eligible' };
  if (group === 'rule') {
    const { score, place, treated } = parts.rule;
    const facts = { place: place[row] + 1, treated, score: Math.floor(score[row]) };
    return chosen < 0 ? { type: 'below_rule_cut', ...facts } : { type: 'top_of_rule', candidate: chosen, ...facts };
  }
  const explored = group === 'model' && parts.model.exploredRow[row] >= 0;
  if (group === 'random' || explored) {
    const { treatedShare } = explored ? parts.model.exploration : parts.random;
    if (chosen < 0) return { type: 'not_drawn', treatedShare };
    return { type: explored ? 'explored' : 'random_draw', candidate: chosen, treatedShare, among: candidates.length };
  }
  const taken = candidates.find(({ candidate }) => candidate === chosen);
  if (taken) {
    const priceMinor = priceOf(prices, taken);
    return { type: 'best_net_value', candidate: chosen, netMinor: taken.netMinor, priceMinor };
  }
  return { type: candidates.some(({ netMinor }) => netMinor > 0) ? 'others_worth_more' : 'nothing_pays' };
};

const rejections = (
  { problem, parts, prices }: Question,
  chosen: number,
  candidates: readonly CandidateView[],
): Rejection[] => {
  const eligible = new Map(candidates.map((view) => [view.candidate, view]));
  const taken = eligible.get(chosen);
  const best = taken ? taken.netMinor - priceOf(prices, taken) : 0;
  return Array.from({ length: problem.candidates }, (_, candidate): Rejection | undefined => {
    const view = eligible.get(candidate);
    if (candidate === chosen) return undefined;
    if (!view) return { type: 'not_eligible', candidate };
    const { valueMinor, costMinor, netMinor } = view;
    if (netMinor <= 0) return { type: 'negative_value', candidate, valueMinor, costMinor };
    const priceMinor = priceOf(prices, view);
    if (netMinor - priceMinor > 0)
      return { type: 'lower_net_value', candidate, byMinor: Math.max(0, best - (netMinor - priceMinor)) };
    return { type: 'over_price', candidate, resource: dearest(problem, parts, view), netMinor, priceMinor };
  }).filter((rejection) => rejection !== undefined);
};

/** What the resources that a candidate uses are worth to others. */
const priceOf = ({ onCost, onUse }: CandidatePrices, { candidate, costMinor }: CandidateView): number =>
  // the 1 in onCost is the cost itself
  (onCost[candidate] - 1) * costMinor + onUse[candidate];

/** The name of the resource that makes up most of a candidate's price. */
const dearest = (
  { resources }: AssignmentProblem,
  parts: GroupPlans,
  { candidate, costMinor }: CandidateView,
): string => {
  const charges = resources.map(({ name, consumes, candidates: drawing }, r) => ({
    name,
    charge: drawing.includes(candidate) ? parts.model.optimised.prices[r] * (consumes === 'cost' ? costMinor : 1) : 0,
  }));
  return charges.reduce((most, next) => (next.charge > most.charge ? next : most)).name;
};
