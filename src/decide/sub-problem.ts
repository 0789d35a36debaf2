import type { AssignmentProblem, Resource } from './assignment.ts';

/** The same candidates for some of the people, under limits of their own. Row i of it is person `people[i]`. */
export const subProblem = (
  { candidates, value, cost }: AssignmentProblem,
  people: Uint32Array,
  resources: readonly Resource[],
): AssignmentProblem => {
  const rowsOf = (cells: AssignmentProblem['value']): AssignmentProblem['value'] => {
    const size = people.length * candidates;
    const some = cells instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
    for (let i = 0; i < people.length; i++)
      some.set(cells.subarray(people[i] * candidates, (people[i] + 1) * candidates), i * candidates);
    return some;
  };
  return { people: people.length, candidates, value: rowsOf(value), cost: rowsOf(cost), resources };
};

/**
 * Every limit divided over parts in proportion to their weights, so that groups are comparable head for head.
 * Counts stay whole and nothing is lost: each part gets the difference of rounded-down cumulative shares.
 */
export const splitLimits = (
  resources: readonly Resource[],
  weights: readonly number[],
): readonly (readonly Resource[])[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  let before = 0;
  return weights.map((weight) => {
    const after = before + weight;
    const upTo = (resource: Resource, part: number): number => {
      const share = (resource.limit * part) / total;
      return resource.consumes === 'one' ? Math.floor(share + 1e-9) : share;
    };
    const part = resources.map((resource) => ({ ...resource, limit: upTo(resource, after) - upTo(resource, before) }));
    before = after;
    return part;
  });
};
