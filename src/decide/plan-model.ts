import { unitHash } from '#platform';
import type { Assignment, AssignmentProblem } from './assignment.ts';
import type { optimise } from './optimise.ts';
import { bestCandidate, candidatePrices } from './pricing.ts';
import { resourceMeter } from './resource-meter.ts';
import { splitLimits, subProblem } from './sub-problem.ts';
import { uniformDesign, type UniformDesign } from './uniform-design.ts';

export type ModelPlan = {
  readonly choice: Int16Array;
  readonly propensity: Float64Array;
  /** Row in `exploration` of those who were explored, −1 for the others. */
  readonly exploredRow: Int32Array;
  readonly exploration: UniformDesign;
  readonly optimised: Omit<Assignment, 'choice'>;
};

/**
 * The optimised plan with ε of exploration, budget-neutral: a sticky draw picks the explored, who are treated by the same uniform
 * design as the random group with their share of every limit; the optimiser plans the others with what that leaves.
 *
 * Propensity of choice a, with π the optimiser's choice and u the uniform design: (1 − ε) 1[a = π] + ε u(a).
 * For the explored, π is what the final prices would have given them.
 */
export const planModelGroup = async (
  assignment: AssignmentProblem,
  {
    profileIds,
    exploration: epsilon,
    seed,
    solve,
  }: { profileIds: readonly string[]; exploration: number; seed: string; solve: typeof optimise },
): Promise<ModelPlan> => {
  const { people, resources } = assignment;
  const explored = new Uint8Array(people);
  for (let person = 0; person < people; person++)
    if (epsilon > 0 && unitHash(seed, 'explore', profileIds[person]) < epsilon) explored[person] = 1;
  const rows = (flag: number): Uint32Array => Uint32Array.from(explored.keys()).filter((row) => explored[row] === flag);
  const [explorers, others] = [rows(1), rows(0)];

  const [forExplorers] = splitLimits(resources, [explorers.length, others.length]);
  const explorersProblem = subProblem(assignment, explorers, forExplorers);
  const idsOf = (some: Uint32Array): string[] => Array.from(some, (row) => profileIds[row]);
  const exploration = uniformDesign(explorersProblem, idsOf(explorers), `${seed}/exploration`);
  const meter = resourceMeter(explorersProblem);
  exploration.choice.forEach((candidate, row) => candidate >= 0 && meter.draw(row, candidate));
  const used = meter.used();
  const left = resources.map((resource, r) => ({ ...resource, limit: Math.max(0, resource.limit - used[r]) }));
  const { choice: best, ...optimised } = await solve(subProblem(assignment, others, left));

  const choice = new Int16Array(people).fill(-1);
  const propensity = new Float64Array(people);
  const exploredRow = new Int32Array(people).fill(-1);
  others.forEach((row, i) => void (choice[row] = best[i]));
  explorers.forEach((row, i) => {
    choice[row] = exploration.choice[i];
    exploredRow[row] = i;
  });
  const prices = candidatePrices(assignment, optimised.prices);
  for (let row = 0; row < people; row++) {
    const chosen = choice[row];
    const greedy = exploredRow[row] < 0 ? chosen : bestCandidate(assignment, prices, row);
    const options = eligibleCount(assignment, row);
    const uniform = uniformShare(chosen, options, exploration.treatedShare);
    propensity[row] = (chosen === greedy ? 1 - epsilon : 0) + epsilon * uniform;
  }
  return { choice, propensity, exploredRow, exploration, optimised };
};

const eligibleCount = ({ candidates, value }: AssignmentProblem, row: number): number => {
  let count = 0;
  for (let o = 0; o < candidates; o++) if (value[row * candidates + o] > -Infinity) count++;
  return count;
};

const uniformShare = (chosen: number, options: number, treatedShare: number): number => {
  if (options === 0) return 1;
  return chosen < 0 ? 1 - treatedShare : treatedShare / options;
};
