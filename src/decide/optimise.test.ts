import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '#platform';
import type { Assignment, AssignmentProblem, Resource } from './assignment.ts';
import { optimise } from './optimise.ts';
import { optimiseInWorker } from './optimise-in-worker.ts';

const net = ({ value, cost }: Assignment): number => value - cost;

const usedOf = ({ candidates, cost }: AssignmentProblem, choice: ArrayLike<number>, resource: Resource): number =>
  Array.from(choice).reduce(
    (sum, o, person) =>
      o >= 0 && resource.candidates.includes(o)
        ? sum + (resource.consumes === 'cost' ? cost[person * candidates + o] : 1)
        : sum,
    0,
  );

const respectsLimits = (assignment: AssignmentProblem, choice: ArrayLike<number>): boolean =>
  assignment.resources.every((resource) => usedOf(assignment, choice, resource) <= resource.limit * (1 + 1e-9));

/** Every plan there is: (O + 1)^N of them. */
const bruteForce = (assignment: AssignmentProblem): number => {
  const { people, candidates, value, cost } = assignment;
  const choice = new Int16Array(people).fill(-1);
  const search = (person: number, netSoFar: number): number => {
    if (person === people) return respectsLimits(assignment, choice) ? netSoFar : -Infinity;
    let best = -Infinity;
    for (let o = -1; o < candidates; o++) {
      choice[person] = o;
      const gain = o < 0 ? 0 : value[person * candidates + o] - cost[person * candidates + o];
      if (gain > -Infinity) best = Math.max(best, search(person + 1, netSoFar + gain));
    }
    return best;
  };
  return search(0, 0);
};

const smallProblem = fc
  .record({ people: fc.integer({ min: 1, max: 5 }), candidates: fc.integer({ min: 1, max: 3 }) })
  .chain(({ people, candidates }) => {
    const cells = people * candidates;
    const some = fc.uniqueArray(fc.integer({ min: 0, max: candidates - 1 }), { minLength: 1 });
    return fc.record({
      people: fc.constant(people),
      candidates: fc.constant(candidates),
      value: fc
        .array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -50, max: 300 }) }, fc.constant(-Infinity)), {
          minLength: cells,
          maxLength: cells,
        })
        .map((cellsOf) => Float64Array.from(cellsOf)),
      cost: fc
        .array(fc.integer({ min: 0, max: 100 }), { minLength: cells, maxLength: cells })
        .map((cellsOf) => Float64Array.from(cellsOf)),
      resources: fc.array(
        fc.oneof(
          fc.record({
            name: fc.constant('budget'),
            consumes: fc.constant('cost' as const),
            limit: fc.integer({ min: 0, max: 250 }),
            candidates: some,
          }),
          fc.record({
            name: fc.constant('stock'),
            consumes: fc.constant('one' as const),
            limit: fc.integer({ min: 0, max: 4 }),
            candidates: some,
          }),
        ),
        { maxLength: 4 },
      ),
    });
  });

/** Customers with baskets, offers with costs, a budget and stocks that bind. */
const aMarket = (people: number, { seed = 1, budgetPerHead = 60 } = {}): AssignmentProblem => {
  const random = seededRandom(seed);
  const candidates = 6;
  const value = new Float32Array(people * candidates);
  const cost = new Float32Array(people * candidates);
  for (let cell = 0; cell < value.length; cell++) {
    value[cell] = 400 * Math.exp(random.normal()) - 200;
    cost[cell] = 20 + 300 * random.next();
  }
  const all = [0, 1, 2, 3, 4, 5];
  return {
    people,
    candidates,
    value,
    cost,
    resources: [
      { name: 'budget', consumes: 'cost', limit: budgetPerHead * people, candidates: all },
      { name: 'stock', consumes: 'one', limit: Math.floor(people * 0.05), candidates: [0] },
      { name: 'sms', consumes: 'one', limit: Math.floor(people * 0.3), candidates: [0, 2, 4] },
    ],
  };
};

describe('on every small problem', () => {
  test(
    'the plan respects every limit, its net is the optimum, and the bound is not below it',
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(smallProblem, async (assignment) => {
          const plan = await optimise(assignment);
          const best = bruteForce(assignment);
          expect(respectsLimits(assignment, plan.choice)).toBe(true);
          expect(net(plan)).toBeCloseTo(best, 3);
          expect(plan.bound).toBeGreaterThanOrEqual(best - 1e-6);
        }),
        { numRuns: 120 },
      );
    },
  );

  test('nobody gets a candidate that costs more than it brings', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblem, async (assignment) => {
        const { choice } = await optimise(assignment);
        const losing = [...choice].filter((o, person) => {
          const cell = person * assignment.candidates + o;
          return o >= 0 && !(assignment.value[cell] - assignment.cost[cell] > 0);
        });
        expect(losing).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('a larger budget never earns less', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblem, fc.integer({ min: 0, max: 200 }), async (assignment, more) => {
        const richer = {
          ...assignment,
          resources: assignment.resources.map((resource) => ({ ...resource, limit: resource.limit + more })),
        };
        expect(net(await optimise(richer))).toBeGreaterThanOrEqual(net(await optimise(assignment)) - 1e-3);
      }),
      { numRuns: 50 },
    );
  });
});

describe('on large problems', () => {
  test.each([3_000, 60_000])(
    '%i people are planned within a thousandth of the bound and within every limit',
    async (people) => {
      const assignment = aMarket(people);
      const plan = await optimise(assignment);
      expect(respectsLimits(assignment, plan.choice)).toBe(true);
      expect(plan.gap).toBeLessThan(1e-3);
      expect(net(plan)).toBeLessThanOrEqual(plan.bound);
      expect(net(plan)).toBeGreaterThan(0);
    },
  );

  test('the same problem gives the same plan', async () => {
    const [first, second] = await Promise.all([optimise(aMarket(5_000)), optimise(aMarket(5_000))]);
    expect(second).toEqual(first);
  });

  test('a thread of its own gives the plan that the calling thread would', async () => {
    const assignment = aMarket(2_000);
    expect(await optimiseInWorker(assignment)).toEqual(await optimise(assignment));
  });
});

describe('at the edges', () => {
  test('without limits everybody gets the best candidate', async () => {
    const plan = await optimise({
      people: 2,
      candidates: 2,
      value: Float64Array.of(10, 30, 5, -3),
      cost: Float64Array.of(1, 25, 1, 1),
      resources: [],
    });
    expect([...plan.choice]).toEqual([0, 0]);
    expect(plan).toMatchObject({ value: 15, cost: 2, gap: 0 });
  });

  test('nobody at all is a plan of nothing', async () => {
    const plan = await optimise({
      people: 0,
      candidates: 3,
      value: new Float64Array(),
      cost: new Float64Array(),
      resources: [],
    });
    expect(plan).toMatchObject({ value: 0, cost: 0, bound: 0, gap: 0 });
  });

  test('a cost that is not a number is refused, not optimised', async () => {
    const broken = { people: 1, candidates: 1, value: Float64Array.of(1), cost: Float64Array.of(NaN), resources: [] };
    await expect(optimise(broken)).rejects.toThrow('cost of cell 0');
  });
});
