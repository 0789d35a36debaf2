import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '#platform';
import type { Group } from './groups.ts';
import { plan, type PlanInput } from './plan.ts';
import { reasonWords } from './reason-words.ts';

const people = 4_000;

const aRound = (over: Partial<PlanInput> = {}): PlanInput => {
  const random = seededRandom('plan');
  const cells = people * 3;
  return {
    program: 'repurchase',
    round: 1,
    profileIds: Array.from({ length: people }, (_, i) => String(7_000 + i)),
    shares: { holdout: 0.1, random: 0.2, rule: 0.2, model: 0.5 },
    candidates: [
      { offer: 'voucher30', channel: 'sms' },
      { offer: 'voucher30', channel: 'email' },
      { offer: 'gift', channel: 'sms' },
    ],
    value: Float32Array.from({ length: cells }, () =>
      random.next() < 0.05 ? -Infinity : 300 * Math.exp(random.normal()) - 250,
    ),
    cost: Float32Array.from({ length: cells }, () => 50 + 200 * random.next()),
    limits: [
      { name: 'budget', consumes: 'cost', limit: 120_000, candidates: [0, 1, 2] },
      { name: 'gift', consumes: 'one', limit: 300, candidates: [2] },
      { name: 'sms', consumes: 'one', limit: 900, candidates: [0, 2] },
    ],
    rule: { score: Float64Array.from({ length: people }, () => 3 + random.int(13)), candidate: 1 },
    exploration: 0,
    ...over,
  };
};

const peopleIn = (groups: readonly Group[], wanted: Group): number[] =>
  groups.flatMap((group, person) => (group === wanted ? [person] : []));

describe('groups', () => {
  test('a person is in the same group in every round', async () => {
    const [first, second] = [await plan(aRound({ round: 1 })), await plan(aRound({ round: 2 }))];
    expect(second.group).toEqual(first.group);
  });
});

describe('a round', () => {
  test('all groups together stay within every limit, and each within its share of the budget', async () => {
    const decided = await plan(aRound({ exploration: 0.1 }));
    for (const { used, limit } of decided.resources) expect(used).toBeLessThanOrEqual(limit * (1 + 1e-9));
    const treated = decided.perGroup.filter(({ group }) => group !== 'holdout');
    const total = treated.reduce((sum, figures) => sum + figures.people, 0);
    for (const figures of treated)
      expect(figures.costMinor).toBeLessThanOrEqual(120_000 * (figures.people / total) * (1 + 1e-6));
  });

  test('the holdout gets nothing, and nobody gets what is not open to them', async () => {
    const round = aRound({ exploration: 0.1 });
    const { group, choice } = await plan(round);
    expect(peopleIn(group, 'holdout').filter((person) => choice[person] >= 0)).toEqual([]);
    const wrong = [...choice].filter((o, person) => o >= 0 && round.value[person * 3 + o] === -Infinity);
    expect(wrong).toEqual([]);
  });

  test('the model group earns more per head than the rule and the random group under the same budget per head', async () => {
    const { perGroup } = await plan(aRound());
    const perHead = Object.fromEntries(perGroup.map((g) => [g.group, (g.valueMinor - g.costMinor) / g.people]));
    expect(perHead['model']).toBeGreaterThan(perHead['random'] + 1);
    expect(perHead['model']).toBeGreaterThan(perHead['rule'] + 1);
  });

  test('the rule treats the top of its order with its own candidate', async () => {
    const round = aRound();
    const { group, choice } = await plan(round);
    const rule = peopleIn(group, 'rule');
    const scores = (treated: boolean): number[] =>
      rule
        .filter((person) => choice[person] >= 0 === treated && round.value[person * 3 + 1] > -Infinity)
        .map((p) => round.rule.score[p]);
    expect(Math.min(...scores(true))).toBeGreaterThanOrEqual(Math.max(...scores(false)));
    expect(new Set(rule.map((person) => choice[person]))).toEqual(new Set([-1, 1]));
  });

  test('the same input gives the same plan', async () => {
    const [first, second] = [await plan(aRound({ exploration: 0.1 })), await plan(aRound({ exploration: 0.1 }))];
    expect(second.choice).toEqual(first.choice);
    expect(second.propensity).toEqual(first.propensity);
  });
});

describe('whatever the round', () => {
  const share = fc.integer({ min: 0, max: 4 });
  const anyRound = fc
    .record({ people: fc.integer({ min: 0, max: 60 }), shares: fc.tuple(share, share, share, share) })
    .filter(({ shares }) => shares.some((weight) => weight > 0))
    .chain(({ people: count, shares }) => {
      const total = shares.reduce((sum, weight) => sum + weight, 0);
      const [holdout, random, rule, model] = shares.map((weight) => weight / total);
      const cells = (arbitrary: fc.Arbitrary<number>) =>
        fc.array(arbitrary, { minLength: count * 2, maxLength: count * 2 }).map((list) => Float64Array.from(list));
      return fc.record({
        program: fc.constant('any'),
        round: fc.integer({ min: 1, max: 9 }),
        profileIds: fc.constant(Array.from({ length: count }, (_, i) => String(i))),
        shares: fc.constant({ holdout, random, rule, model }),
        candidates: fc.constant([
          { offer: 'a', channel: 'sms' },
          { offer: 'b', channel: 'sms' },
        ]),
        value: cells(fc.oneof(fc.constant(-Infinity), fc.integer({ min: -50, max: 200 }))),
        cost: cells(fc.integer({ min: 0, max: 80 })),
        limits: fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 20 })).map(([budget, stock]) => [
          { name: 'budget', consumes: 'cost' as const, limit: budget, candidates: [0, 1] },
          { name: 'stock', consumes: 'one' as const, limit: stock, candidates: [1] },
        ]),
        rule: fc.constant({ score: Float64Array.from({ length: count }, (_, i) => i % 7), candidate: 1 }),
        exploration: fc.constantFrom(0, 0.2, 1),
      });
    });

  test('limits hold, propensities are probabilities, and nobody gets what is not open to them', async () => {
    await fc.assert(
      fc.asyncProperty(anyRound, async (round) => {
        const { choice, propensity, resources, group, perGroup } = await plan(round);
        for (const { used, limit } of resources) expect(used).toBeLessThanOrEqual(limit * (1 + 1e-9));
        expect([...propensity].filter((p) => !(p > 0 && p <= 1 + 1e-12))).toEqual([]);
        const wrong = [...choice].filter(
          (o, person) => o >= 0 && (group[person] === 'holdout' || round.value[person * 2 + o] === -Infinity),
        );
        expect(wrong).toEqual([]);
        expect(perGroup.reduce((sum, figures) => sum + figures.people, 0)).toBe(round.profileIds.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('propensities', () => {
  test('are the frequencies with which the random and the explored choices really come up', async () => {
    const rounds = 120;
    const expected = [0, 0, 0, 0];
    const seen = [0, 0, 0, 0];
    // the first 400 people, decided again and again in independent rounds
    const some = aRound();
    const few = {
      profileIds: some.profileIds.slice(0, 400),
      value: some.value.slice(0, 1200),
      cost: some.cost.slice(0, 1200),
      limits: some.limits.map((limit) => ({ ...limit, limit: limit.limit / 10 })),
      shares: { holdout: 0, random: 1, rule: 0, model: 0 },
    };
    for (let round = 0; round < rounds; round++) {
      const decided = await plan(aRound({ ...few, round }));
      decided.choice.forEach((o) => (seen[o + 1] += 1));
      // a candidate's own probability is logged only where it was chosen, so weight by it: E[1/p | chosen] · P = people
      decided.choice.forEach((o, person) => (expected[o + 1] += 1 / decided.propensity[person]));
    }
    const eligible = (o: number): number =>
      Array.from({ length: 400 }, (_, person) => few.value[person * 3 + o] > -Infinity).filter(Boolean).length;
    // Σ 1/p over those who got candidate o estimates how many could have got it (Horvitz–Thompson)
    for (const o of [0, 1, 2]) expect(expected[o + 1] / rounds / eligible(o)).toBeCloseTo(1, 1);
    expect(expected[0] / rounds / 400).toBeCloseTo(1, 1);
    expect(seen.reduce((sum, count) => sum + count, 0)).toBe(400 * rounds);
  });

  test('without exploration the model group leaves nothing to chance', async () => {
    const { group, propensity } = await plan(aRound());
    expect(peopleIn(group, 'model').filter((person) => propensity[person] !== 1)).toEqual([]);
  });

  test('with exploration every choice of the model group has a probability above zero, its own at least 1 − ε', async () => {
    const { group, propensity } = await plan(aRound({ exploration: 0.1 }));
    const model = peopleIn(group, 'model').map((person) => propensity[person]);
    expect(Math.min(...model)).toBeGreaterThan(0);
    expect(Math.max(...model)).toBeLessThanOrEqual(1);
    expect(model.filter((p) => p >= 0.9).length / model.length).toBeGreaterThan(0.85);
  });
});

describe('reasons', () => {
  test('every decision of every group can be explained in both languages', async () => {
    const decided = await plan(aRound({ exploration: 0.1 }));
    const names = {
      candidate: (o: number) => ({ zh: `选项${o}`, en: `option ${o}` }),
      resource: (name: string) => ({ zh: name, en: name }),
      money: (minor: number) => `¥${(minor / 100).toFixed(2)}`,
    };
    const kinds = new Set<string>();
    for (let person = 0; person < people; person++) {
      const { why, whyNot } = decided.explain(person);
      for (const reason of [why, ...whyNot]) {
        kinds.add(reason.type);
        const { zh, en } = reasonWords(reason, names);
        expect(zh + en).not.toMatch(/undefined|NaN|Infinity/);
      }
    }
    expect([...kinds].sort()).toEqual([
      'below_rule_cut',
      'best_net_value',
      'control_group',
      'explored',
      'lower_net_value',
      'negative_value',
      'not_drawn',
      'not_eligible',
      'nothing_eligible',
      'nothing_pays',
      'others_worth_more',
      'over_price',
      'random_draw',
      'top_of_rule',
    ]);
  });

  test('why not another: it loses money, a scarce resource is dearer, or it is worth less', async () => {
    const decided = await plan({
      program: 'p',
      round: 1,
      profileIds: ['1', '2'],
      shares: { holdout: 0, random: 0, rule: 0, model: 1 },
      candidates: [
        { offer: 'a', channel: 'sms' },
        { offer: 'b', channel: 'sms' },
        { offer: 'c', channel: 'sms' },
      ],
      value: Float64Array.of(100, 60, 5, 110, 20, 0),
      cost: Float64Array.of(10, 10, 10, 10, 10, 10),
      limits: [{ name: 'stock of a', consumes: 'one', limit: 1, candidates: [0] }],
      rule: { score: new Float64Array(2), candidate: 0 },
      exploration: 0,
    });
    // together 100 + 50: person 2 loses more by not getting a (90) than person 1 (40)
    expect([...decided.choice]).toEqual([1, 0]);
    const first = decided.explain(0);
    expect(first.why).toMatchObject({ type: 'best_net_value', candidate: 1, netMinor: 50 });
    expect(first.whyNot.find(({ candidate }) => candidate === 2)).toMatchObject({
      type: 'negative_value',
      valueMinor: 5,
      costMinor: 10,
    });
    expect(decided.explain(1).whyNot.map(({ type }) => type)).toEqual(['lower_net_value', 'negative_value']);
  });
});
