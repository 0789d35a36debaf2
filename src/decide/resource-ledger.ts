import type { AssignmentProblem } from './assignment.ts';
import { resourceMeter } from './resource-meter.ts';

/** A plan being made, person by person. It is the only way a choice of the optimiser is ever made. */
export type ResourceLedger = {
  readonly choice: Int16Array;
  /** Whether person u may take candidate o: it is worth its cost and every resource it draws on still has enough. */
  readonly fits: (person: number, candidate: number) => boolean;
  readonly take: (person: number, candidate: number) => void;
  readonly totals: () => { readonly value: number; readonly cost: number };
};

export const resourceLedger = (assignment: AssignmentProblem): ResourceLedger => {
  const { people, candidates, value, cost } = assignment;
  const meter = resourceMeter(assignment);
  const choice = new Int16Array(people).fill(-1);
  return {
    choice,
    fits: (person, candidate) => {
      const cell = person * candidates + candidate;
      return value[cell] - cost[cell] > 0 && meter.hasRoom(person, candidate);
    },
    take: (person, candidate) => {
      meter.draw(person, candidate);
      choice[person] = candidate;
    },
    totals: () => {
      const totals = { value: 0, cost: 0 };
      for (let person = 0; person < people; person++) {
        const chosen = choice[person];
        if (chosen < 0) continue;
        totals.value += value[person * candidates + chosen];
        totals.cost += cost[person * candidates + chosen];
      }
      return totals;
    },
  };
};
