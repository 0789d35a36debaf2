import type { AssignmentProblem } from './assignment.ts';
import { resourceMeter } from './resource-meter.ts';

export type RulePlan = {
  readonly choice: Int16Array;
  readonly candidate: number;
  readonly score: Float64Array;
  /** Place in the rule's order, 0 first. */
  readonly place: Uint32Array;
  readonly treated: number;
};

/**
 * The best customers by the rule's score get the rule's one candidate until a limit is reached. Who may not get it is passed
 * over. The rule knows nothing of values, so it treats also where it does not pay: that is what it is compared for.
 */
export const planRuleGroup = (
  assignment: AssignmentProblem,
  { candidate, score, tieBreak }: { candidate: number; score: Float64Array; tieBreak: Float64Array },
): RulePlan => {
  const { people, candidates, value } = assignment;
  const order = Uint32Array.from({ length: people }, (_, person) => person).sort(
    (a, b) => score[b] - score[a] || tieBreak[a] - tieBreak[b],
  );
  const choice = new Int16Array(people).fill(-1);
  const place = new Uint32Array(people);
  const meter = resourceMeter(assignment);
  let treated = 0;
  let spent = false;
  order.forEach((person, at) => {
    place[person] = at;
    if (spent || !(value[person * candidates + candidate] > -Infinity)) return;
    // the order is the rule: once its next customer cannot be paid for, it does not look for a cheaper one
    spent = !meter.hasRoom(person, candidate);
    if (spent) return;
    meter.draw(person, candidate);
    choice[person] = candidate;
    treated++;
  });
  return { choice, candidate, score, place, treated };
};
