import { unitHash } from '#platform';
import type { AssignmentProblem } from './assignment.ts';
import { resourceMeter } from './resource-meter.ts';

/**
 * Random treatment whose propensities are known exactly: k of the n people who are eligible for anything are treated,
 * all subsets being equally likely, and each treated person gets any of the eligible candidates with equal probability.
 */
export type UniformDesign = {
  /** −1 for none. */
  readonly choice: Int16Array;
  /** k / n. */
  readonly treatedShare: number;
  /** Probability with which person u gets candidate o (−1: nothing) under this design. */
  readonly propensityOf: (person: number, candidate: number) => number;
  readonly eligibleCount: (person: number) => number;
};

/** How many standard deviations of spending are kept back, so that hardly any draw breaks a limit. */
const margin = 2;
const attemptsPerSize = 20;

/**
 * k is fixed before anything is drawn, as the largest number whose expected use plus two standard deviations stays within
 * every limit. Treating people in random order *until the money is gone* would make inclusion depend on others' costs and
 * on one's own, and its propensities unknown. A draw that breaks a limit all the same (about 1 in 40) is thrown away whole and
 * drawn afresh; this shifts propensities by well under 1 % of themselves.
 *
 * @param seed names the draw: the same seed and people give the same treatment
 */
export const uniformDesign = (
  assignment: AssignmentProblem,
  profileIds: readonly string[],
  seed: string,
): UniformDesign => {
  const { people, candidates, value } = assignment;
  const eligible = Array.from({ length: people }, (_, person) => {
    const options: number[] = [];
    for (let o = 0; o < candidates; o++) if (value[person * candidates + o] > -Infinity) options.push(o);
    return options;
  });
  const pool = eligible.flatMap((options, person) => (options.length > 0 ? [person] : []));
  let size = designSize(assignment, eligible, pool);
  let choice = new Int16Array(people).fill(-1);
  for (let attempt = 0; size > 0; attempt++) {
    if (attempt > 0 && attempt % attemptsPerSize === 0) size = Math.floor(size * 0.95);
    const drawn = draw({ assignment, profileIds, eligible, pool, size, seed: `${seed}/${attempt}` });
    if (!drawn) continue;
    choice = drawn;
    break;
  }
  const treatedShare = pool.length > 0 ? size / pool.length : 0;
  return {
    choice,
    treatedShare,
    eligibleCount: (person) => eligible[person].length,
    propensityOf: (person, candidate) => {
      const options = eligible[person];
      if (candidate < 0) return options.length > 0 ? 1 - treatedShare : 1;
      return options.includes(candidate) ? treatedShare / options.length : 0;
    },
  };
};

/** Largest k with k μ_r + margin · σ_r √k ≤ R_r for every resource: a quadratic in √k. */
const designSize = (
  { candidates, cost, resources }: AssignmentProblem,
  eligible: readonly (readonly number[])[],
  pool: readonly number[],
): number => {
  const n = pool.length;
  const sizes = resources.map(({ consumes, limit, candidates: drawing }) => {
    let sum = 0;
    let sumOfSquares = 0;
    for (const person of pool) {
      const options = eligible[person];
      for (const o of options) {
        if (!drawing.includes(o)) continue;
        const amount = consumes === 'cost' ? cost[person * candidates + o] : 1;
        sum += amount / options.length;
        sumOfSquares += (amount * amount) / options.length;
      }
    }
    if (sum === 0) return n;
    const mean = sum / n;
    const deviation = (margin / 2) * Math.sqrt(Math.max(0, sumOfSquares / n - mean * mean));
    return ((Math.sqrt(deviation * deviation + mean * limit) - deviation) / mean) ** 2;
  });
  return Math.min(n, ...sizes.map((size) => Math.floor(size + 1e-9)));
};

const draw = ({
  assignment,
  profileIds,
  eligible,
  pool,
  size,
  seed,
}: {
  assignment: AssignmentProblem;
  profileIds: readonly string[];
  eligible: readonly (readonly number[])[];
  pool: readonly number[];
  size: number;
  seed: string;
}): Int16Array<ArrayBuffer> | undefined => {
  const choice = new Int16Array(assignment.people).fill(-1);
  const meter = resourceMeter(assignment);
  const order = pool
    .map((person) => ({ person, at: unitHash(seed, 'treat', profileIds[person]) }))
    .sort((a, b) => a.at - b.at);
  for (const { person } of order.slice(0, size)) {
    const options = eligible[person];
    const candidate = options[Math.floor(unitHash(seed, 'candidate', profileIds[person]) * options.length)];
    if (!meter.hasRoom(person, candidate)) return undefined;
    meter.draw(person, candidate);
    choice[person] = candidate;
  }
  return choice;
};
