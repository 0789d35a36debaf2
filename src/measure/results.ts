import { adjustedDifference } from './difference-of-means.ts';
import type { Estimate } from './estimate.ts';
import type { Interval } from '../platform/schemas.ts';
import type { PairedMoments } from './moments.ts';
import type { GroupSums } from './outcomes.ts';
import { sampleRatio } from './sample-ratio.ts';
import { type Comparison, type GroupName, groupNameSchema, type GroupResult, type Results } from './schemas.ts';

type Declared = {
  readonly shares: Readonly<Record<GroupName, number>>;
  readonly currency: string;
  readonly complete: boolean;
};

/** Who is compared with whom: everybody with the holdout, and experience and model with chance. */
const comparisons: Readonly<Record<GroupName, readonly GroupName[]>> = {
  holdout: [],
  random: ['holdout'],
  rule: ['holdout', 'random'],
  model: ['holdout', 'random', 'rule'],
};

/**
 * Results of a round, or of rounds together, from sums alone. Comparisons are of whole groups as they were drawn,
 * treated or not (intention to treat): whoever a group chose to treat, the draw made the groups alike.
 */
export const resultsOf = (sums: readonly GroupSums[], { shares, currency, complete }: Declared): Results => {
  const byGroup = new Map(sums.map((sum) => [sum.group, sum]));
  const groups = groupNameSchema.options.flatMap((group): GroupResult[] => {
    const own = byGroup.get(group);
    if (!own) return [];
    return [
      {
        group,
        people: own.people,
        chosen: own.chosen,
        reached: own.reached,
        clicked: own.clicked,
        claimed: own.claimed,
        redeemed: own.redeemed,
        buyers: own.buyers,
        orders: own.orders,
        gmvMinor: Math.round(own.gmv),
        marginMinor: Math.round(own.margin),
        costMinor: Math.round(own.cost),
        comparisons: comparisons[group].flatMap((against) => {
          const other = byGroup.get(against);
          const comparison = other && compare(own, other, against);
          return comparison ? [comparison] : [];
        }),
      },
    ];
  });
  const drawn = groups.map(({ group, people }) => ({ people, share: shares[group] }));
  // people in a group that is no longer declared: the groups are not what the document says
  const { pValue, ok } = drawn.some(({ share }) => share <= 0) ? { pValue: 0, ok: false } : sampleRatio(drawn);
  return { groups, sampleRatio: { pValue, ok }, currency, complete };
};

const compare = (own: GroupSums, other: GroupSums, against: GroupName): Comparison | undefined => {
  const margin = adjustedDifference(
    momentsOf(own, own.y, own.yy, own.xy),
    momentsOf(other, other.y, other.yy, other.xy),
  ).finding;
  const gmv = adjustedDifference(
    momentsOf(own, own.gmv, own.zz, own.xz),
    momentsOf(other, other.gmv, other.zz, other.xz),
  ).finding;
  const orders = adjustedDifference(
    momentsOf(own, own.orders, own.oo, own.xo),
    momentsOf(other, other.orders, other.oo, other.xo),
  ).finding;
  // without an interval there is nothing to say
  if (margin.type !== 'estimate' || gmv.type !== 'estimate' || orders.type !== 'estimate') return undefined;
  return {
    against,
    netMarginPerHeadMinor: interval(margin),
    netMarginTotalMinor: interval(margin, own.people),
    gmvPerHeadMinor: interval(gmv),
    ordersPerHead: interval(orders),
    pValue: margin.pValue,
  };
};

const interval = ({ estimate, low, high }: Estimate, times = 1): Interval => ({
  estimate: estimate * times,
  low: low * times,
  high: high * times,
});

const momentsOf = (group: GroupSums, sum: number, sumOfSquares: number, xySum: number): PairedMoments => ({
  n: group.people,
  sum,
  sumOfSquares,
  xSum: group.x,
  xSumOfSquares: group.xx,
  xySum,
});
