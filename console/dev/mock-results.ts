import type { Comparison, GroupName, GroupResult, Results } from '../../src/measure/schemas.ts';
import type { Interval } from '../../src/platform/schemas.ts';
import { draw } from './draw.ts';

const interval = (estimate: number, half: number): Interval => ({
  estimate: Math.round(estimate),
  low: Math.round(estimate - half),
  high: Math.round(estimate + half),
});

type Shape = {
  readonly people: number;
  readonly treated: number;
  readonly buyRate: number;
  readonly liftPerHead: number;
};
const shapes: Readonly<Record<GroupName, Shape>> = {
  model: { people: 11240, treated: 0.31, buyRate: 0.061, liftPerHead: 610 },
  rule: { people: 1502, treated: 0.33, buyRate: 0.05, liftPerHead: 190 },
  random: { people: 1496, treated: 0.32, buyRate: 0.047, liftPerHead: 90 },
  holdout: { people: 752, treated: 0, buyRate: 0.043, liftPerHead: 0 },
};

/** Results of a round (or of several pooled): `rounds` narrows the intervals, `seed` moves the figures. */
export const mockResults = (seed: number, rounds = 1): Results => {
  const { next } = draw(seed);
  const wobble = (): number => 0.85 + next() * 0.3;
  const compare = (group: GroupName, against: GroupName): Comparison => {
    const people = shapes[group].people * rounds;
    const perHead = (shapes[group].liftPerHead - shapes[against].liftPerHead) * wobble();
    const half = 9800 * Math.sqrt(1 / (shapes[group].people * rounds) + 1 / (shapes[against].people * rounds));
    return {
      against,
      netMarginPerHeadMinor: interval(perHead, half),
      netMarginTotalMinor: interval(perHead * people, half * people),
      gmvPerHeadMinor: interval(perHead * 3.4, half * 3.1),
      ordersPerHead: { estimate: perHead / 42000, low: (perHead - half) / 42000, high: (perHead + half) / 42000 },
      pValue: perHead > half ? 0.0004 : 0.19,
    };
  };
  const group = (name: GroupName): GroupResult => {
    const { people: size, treated, buyRate } = shapes[name];
    const people = size * rounds;
    const chosen = Math.round(people * treated);
    const reached = Math.round(chosen * 0.962);
    const clicked = Math.round(reached * 0.19 * wobble());
    const claimed = Math.round(clicked * 0.62 * wobble());
    const redeemed = Math.round(claimed * 0.41 * wobble());
    const buyers = Math.round(people * buyRate * wobble());
    const orders = Math.round(buyers * 1.13);
    return {
      group: name,
      people,
      chosen,
      reached,
      clicked,
      claimed,
      redeemed,
      buyers,
      orders,
      gmvMinor: orders * 68400,
      marginMinor: orders * 17100,
      costMinor: redeemed * 2600 + reached * 6,
      comparisons:
        name === 'holdout'
          ? []
          : (name === 'random'
              ? (['holdout'] as const)
              : name === 'rule'
                ? (['holdout', 'random'] as const)
                : (['holdout', 'random', 'rule'] as const)
            ).map((against) => compare(name, against)),
    };
  };
  return {
    groups: [group('holdout'), group('random'), group('rule'), group('model')],
    sampleRatio: { pValue: 0.63, ok: true },
    currency: 'CNY',
    complete: true,
  };
};

/** The figure that stands for a result: model against holdout, or against random. */
export const modelAgainst = (results: Results, against: GroupName): Interval | null =>
  results.groups
    .find(({ group }) => group === 'model')
    ?.comparisons.find((comparison) => comparison.against === against)?.netMarginTotalMinor ?? null;
