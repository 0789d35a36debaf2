// oxlint-disable typescript/no-non-null-assertion -- indices into these arrays are in range by construction
import { limitTolerance, type AssignmentProblem } from './assignment.ts';

/** What is left of every resource while people are assigned one by one. It is the only way a choice is ever made. */
export type ResourceLedger = {
  readonly choice: Int16Array;
  /** Whether person u may take candidate o: it is worth its cost and every resource it draws on still has enough. */
  readonly fits: (person: number, candidate: number) => boolean;
  readonly take: (person: number, candidate: number) => void;
  readonly totals: () => { readonly value: number; readonly cost: number };
};

export const resourceLedger = ({ people, candidates, value, cost, resources }: AssignmentProblem): ResourceLedger => {
  const left = Float64Array.from(resources, ({ limit }) => limit * (1 + limitTolerance));
  const drawnBy = Array.from({ length: candidates }, (_, candidate) =>
    resources.flatMap((resource, r) => (resource.candidates.includes(candidate) ? [r] : [])),
  );
  const byCost = resources.map(({ consumes }) => consumes === 'cost');
  const choice = new Int16Array(people).fill(-1);
  const amount = (r: number, spent: number): number => (byCost[r] ? spent : 1);
  return {
    choice,
    fits: (person, candidate) => {
      const cell = person * candidates + candidate;
      const spent = cost[cell]!;
      if (!(value[cell]! - spent > 0)) return false;
      for (const r of drawnBy[candidate]!) if (left[r]! < amount(r, spent)) return false;
      return true;
    },
    take: (person, candidate) => {
      const spent = cost[person * candidates + candidate]!;
      for (const r of drawnBy[candidate]!) left[r]! -= amount(r, spent);
      choice[person] = candidate;
    },
    totals: () => {
      const totals = { value: 0, cost: 0 };
      for (let person = 0; person < people; person++) {
        const chosen = choice[person]!;
        if (chosen < 0) continue;
        totals.value += value[person * candidates + chosen]!;
        totals.cost += cost[person * candidates + chosen]!;
      }
      return totals;
    },
  };
};
