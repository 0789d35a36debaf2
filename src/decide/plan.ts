import { unitHash } from '#platform';
import { checkProblem, type Assignment, type AssignmentProblem, type Resource } from './assignment.ts';
import type { GroupPlans } from './group-plans.ts';
import { groups, groupOf, type Group, type GroupShares } from './groups.ts';
import { optimise } from './optimise.ts';
import { planModelGroup } from './plan-model.ts';
import { planRuleGroup } from './plan-rule.ts';
import { candidatePrices } from './pricing.ts';
import { explain, type Explanation } from './reasons.ts';
import { splitLimits, subProblem } from './sub-problem.ts';
import { uniformDesign } from './uniform-design.ts';

export type Candidate = { readonly offer: string; readonly channel: string };

export type PlanInput = {
  readonly program: string;
  readonly round: number;
  /** One per person, in the order of the rows below. */
  readonly profileIds: readonly string[];
  readonly shares: GroupShares;
  /** The columns below. */
  readonly candidates: readonly Candidate[];
  /** N × O, expected incremental margin before cost in minor units; −Infinity where the person may not get the candidate. */
  readonly value: AssignmentProblem['value'];
  /** N × O, expected cost in minor units. */
  readonly cost: AssignmentProblem['cost'];
  /** For everybody together; groups get their share. */
  readonly limits: readonly Resource[];
  /** The rule of experience: whom first (largest score), and with which candidate. */
  readonly rule: { readonly score: Float64Array; readonly candidate: number };
  /** ε: the share of the model group that is decided at random. */
  readonly exploration: number;
};

export type Plan = {
  readonly group: readonly Group[];
  /** Candidate per person, −1 for none. */
  readonly choice: Int16Array;
  /** Probability with which exactly this choice was made. 1 where nothing was left to chance. */
  readonly propensity: Float64Array;
  readonly perGroup: readonly GroupFigures[];
  /** The optimiser's part: bound, gap and prices hold for the people of the model group who were not explored. */
  readonly optimised: Omit<Assignment, 'choice'>;
  readonly resources: readonly ResourceFigures[];
  readonly explain: (person: number) => Explanation;
};

export type GroupFigures = {
  readonly group: Group;
  readonly people: number;
  readonly chosen: number;
  readonly valueMinor: number;
  readonly costMinor: number;
};

export type ResourceFigures = {
  readonly resource: string;
  readonly limit: number;
  readonly used: number;
  /** What one more unit would have been worth to the model group, in minor units. */
  readonly price: number;
};

/**
 * Decides for everybody in one round: holdout gets nothing, random a random candidate, rule what experience would do, model
 * the optimised plan. Limits are divided in proportion to group sizes (the holdout needs none), so that groups
 * are comparable. Pure and deterministic: the same input gives the same plan, row for row.
 *
 * @param solve the optimiser; `optimiseInWorker` keeps it off the calling thread
 */
export const plan = async (input: PlanInput, solve: typeof optimise = optimise): Promise<Plan> => {
  const { program, round, profileIds, candidates, value, cost, limits } = input;
  const all: AssignmentProblem = {
    people: profileIds.length,
    candidates: candidates.length,
    value,
    cost,
    resources: limits,
  };
  checkProblem(all);
  const group = profileIds.map((profileId) => groupOf(input, profileId));
  const members = (wanted: Group): Uint32Array =>
    Uint32Array.from(group.flatMap((name, person) => (name === wanted ? [person] : [])));
  const [random, rule, model] = [members('random'), members('rule'), members('model')];
  const [forRandom, forRule, forModel] = splitLimits(limits, [random.length, rule.length, model.length]);
  const idsOf = (people: Uint32Array): string[] => Array.from(people, (person) => profileIds[person]);
  const seed = `${program}/${round}`;

  const parts: GroupPlans = {
    random: uniformDesign(subProblem(all, random, forRandom), idsOf(random), `${seed}/random`),
    rule: planRuleGroup(subProblem(all, rule, forRule), {
      candidate: input.rule.candidate,
      score: Float64Array.from(rule, (person) => input.rule.score[person]),
      tieBreak: Float64Array.from(rule, (person) => unitHash(seed, 'rule', profileIds[person])),
    }),
    model: await planModelGroup(subProblem(all, model, forModel), {
      profileIds: idsOf(model),
      exploration: input.exploration,
      seed: `${seed}/model`,
      solve,
    }),
  };

  const choice = new Int16Array(all.people).fill(-1);
  const propensity = new Float64Array(all.people).fill(1);
  const row = new Uint32Array(all.people);
  for (const [name, people] of [
    ['random', random],
    ['rule', rule],
    ['model', model],
  ] as const)
    people.forEach((person, i) => {
      row[person] = i;
      choice[person] = parts[name].choice[i];
      propensity[person] = propensityIn(parts, name, i);
    });

  const prices = candidatePrices(all, parts.model.optimised.prices);
  return {
    group,
    choice,
    propensity,
    perGroup: groups.map((name) => figuresOf(all, name, group, choice)),
    optimised: parts.model.optimised,
    resources: resourceFigures(all, choice, parts.model.optimised.prices),
    explain: (person) => explain({ problem: all, parts, prices, group: group[person], person, row: row[person] }),
  };
};

const propensityIn = (parts: GroupPlans, group: 'random' | 'rule' | 'model', row: number): number => {
  switch (group) {
    case 'random':
      return parts.random.propensityOf(row, parts.random.choice[row]);
    case 'rule':
      return 1;
    case 'model':
      return parts.model.propensity[row];
  }
};

const figuresOf = (
  { candidates, value, cost }: AssignmentProblem,
  group: Group,
  groupOfPerson: readonly Group[],
  choice: Int16Array,
): GroupFigures => {
  const figures = { group, people: 0, chosen: 0, valueMinor: 0, costMinor: 0 };
  for (const [person, name] of groupOfPerson.entries()) {
    if (name !== group) continue;
    figures.people++;
    const chosen = choice[person];
    if (chosen < 0) continue;
    figures.chosen++;
    figures.valueMinor += value[person * candidates + chosen];
    figures.costMinor += cost[person * candidates + chosen];
  }
  return figures;
};

const resourceFigures = (
  { candidates, cost, resources }: AssignmentProblem,
  choice: Int16Array,
  prices: Float64Array,
): readonly ResourceFigures[] =>
  resources.map(({ name, limit, consumes, candidates: drawing }, r) => {
    let used = 0;
    choice.forEach((o, person) => {
      if (o >= 0 && drawing.includes(o)) used += consumes === 'cost' ? cost[person * candidates + o] : 1;
    });
    return { resource: name, limit, used, price: prices[r] };
  });
