import { limitTolerance, type AssignmentProblem } from './assignment.ts';

/** What is left of every resource while candidates are given out one by one. */
export type ResourceMeter = {
  /** Whether every resource the pair draws on still has enough. */
  readonly hasRoom: (person: number, candidate: number) => boolean;
  readonly draw: (person: number, candidate: number) => void;
  /** What has been drawn from each resource. */
  readonly used: () => Float64Array;
};

export const resourceMeter = ({
  candidates,
  cost,
  resources,
}: Pick<AssignmentProblem, 'candidates' | 'cost' | 'resources'>): ResourceMeter => {
  const used = new Float64Array(resources.length);
  const limit = Float64Array.from(resources, (resource) => resource.limit * (1 + limitTolerance));
  const byCost = resources.map(({ consumes }) => consumes === 'cost');
  const drawnBy = Array.from({ length: candidates }, (_, candidate) =>
    resources.flatMap((resource, r) => (resource.candidates.includes(candidate) ? [r] : [])),
  );
  const amount = (r: number, person: number, candidate: number): number =>
    byCost[r] ? cost[person * candidates + candidate] : 1;
  return {
    hasRoom: (person, candidate) => {
      for (const r of drawnBy[candidate]) if (used[r] + amount(r, person, candidate) > limit[r]) return false;
      return true;
    },
    draw: (person, candidate) => {
      for (const r of drawnBy[candidate]) used[r] += amount(r, person, candidate);
    },
    used: () => used.slice(),
  };
};
