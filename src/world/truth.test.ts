import { describe, expect, test } from 'vitest';
import { dayMs } from './calendar.ts';
import { brandOffers, channels } from './offers.ts';
import { truthOf } from './oracle.ts';
import type { Expected, Treatment } from './truth.ts';
import { createWorld, type World } from './world.ts';

const later = (at: Date, days: number): Date => new Date(Number(at) + days * dayMs);
const aWorld = (seed: string, customers = 2500): World =>
  createWorld({ seed, customers, start: new Date('2025-01-01'), months: 18 });

/**
 * How far the sum of what happened lies from the sum of what was expected, in standard errors of the paired
 * differences. Under an exact expectation it is standard normal.
 */
const zScore = (pairs: readonly { readonly expected: number; readonly realised: number }[]): number => {
  const differences = pairs.map(({ expected, realised }) => realised - expected);
  const total = differences.reduce((sum, x) => sum + x, 0);
  const mean = total / differences.length;
  const variance = differences.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return variance === 0 ? total : total / Math.sqrt(variance);
};
const measures = ['orders', 'gmvMinor', 'marginMinor', 'costMinor'] as const;

const compare = (args: {
  readonly world: World;
  readonly treatment: Treatment | null;
  readonly at: Date;
  readonly days: number;
}) => {
  const truth = truthOf(args.world);
  const people = truth.accounts(args.world.end);
  // asked for before the message is delivered: the expectation must not know the answer
  const expected = people.map((userId) => truth.expected(userId, args.treatment, args.at, args.days));
  const { treatment } = args;
  if (treatment) {
    args.world.deliver(
      people.map((userId) => ({
        messageId: `${userId}-${Number(args.at)}`,
        userId,
        at: args.at,
        couponCode: `C${userId}`,
        ...treatment,
      })),
    );
  }
  const contactMinor = treatment ? truth.expected(people[0] ?? '', treatment, args.at, 1).costMinor : 0;
  return people.map((userId, index) => {
    const sum = truth.realised(userId, args.at, later(args.at, args.days));
    const realised: Expected = { ...sum, costMinor: sum.costMinor + contactMinor };
    return { userId, expected: expected[index] ?? realised, realised };
  });
};
const worst = (rows: ReturnType<typeof compare>): number =>
  Math.max(
    ...measures.map((of) =>
      Math.abs(zScore(rows.map(({ expected, realised }) => ({ expected: expected[of], realised: realised[of] })))),
    ),
  );

describe('the expectation agrees with what happens, within 3.7 standard errors in all four amounts', () => {
  test.each([30, 31, 7])('without a message, over %d days', (days) => {
    const world = aWorld(`null-${days}`, 6000);
    expect(worst(compare({ world, treatment: null, at: world.end, days }))).toBeLessThan(3.7);
  });

  test.each(brandOffers.map(({ name, benefit }, at) => ({ name, benefit, channel: channels[at % 3] ?? 'sms' })))(
    'with $name by $channel',
    ({ benefit, channel }) => {
      const world = aWorld(`offer-${benefit.type}`, 5000);
      expect(worst(compare({ world, treatment: { benefit, channel }, at: world.end, days: 30 }))).toBeLessThan(3.7);
    },
  );

  test('with a second message while the first still holds, across the turn of a block', () => {
    const world = aWorld('second', 5000);
    const [first, second] = brandOffers;
    if (!first || !second) throw new Error('no offers');
    compare({ world, treatment: { benefit: first.benefit, channel: 'wechat' }, at: world.end, days: 30 });
    const rows = compare({
      world,
      treatment: { benefit: second.benefit, channel: 'sms' },
      at: later(world.end, 4),
      days: 31,
    });
    expect(worst(rows)).toBeLessThan(3.7);
  });

  test('of a message’s effect, for those it should help most and for those it should harm', () => {
    const [{ benefit } = { benefit: null }] = brandOffers.filter(({ benefit: { type } }) => type === 'voucher');
    const treatment = { benefit, channel: 'wechat' } as const;
    const world = aWorld('strata', 8000);
    const truth = truthOf(world);
    const effect = (userId: string): number =>
      truth.expected(userId, treatment, world.end, 30).orders - truth.expected(userId, null, world.end, 30).orders;
    const effects = new Map(truth.accounts(world.end).map((userId) => [userId, effect(userId)]));
    const rows = compare({ world, treatment, at: world.end, days: 30 });
    const helped = rows.filter(({ userId }) => (effects.get(userId) ?? 0) > 0.06);
    const harmed = rows.filter(({ userId }) => (effects.get(userId) ?? 0) < -0.002);
    expect(helped.length).toBeGreaterThan(200);
    expect(harmed.length).toBeGreaterThan(50);
    expect(worst(helped)).toBeLessThan(3.7);
    expect(worst(harmed)).toBeLessThan(3.7);
  });
});

describe('the market the truth describes', () => {
  const world = aWorld('market', 4000);
  const truth = truthOf(world);
  const buyers = truth
    .accounts(world.end)
    .filter((userId) => truth.realised(userId, later(world.end, -365), world.end).orders > 0);
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  const gains = buyers.map((userId) => {
    const without = truth.expected(userId, null, world.end, 30);
    return brandOffers.flatMap(({ benefit }) =>
      channels.map((channel) => {
        const sent = truth.expected(userId, { benefit, channel }, world.end, 30);
        return {
          orders: sent.orders - without.orders,
          earned: (sent.marginMinor - sent.costMinor - without.marginMinor + without.costMinor) / 100,
        };
      }),
    );
  });

  test('has 5 to 8 % of buyers order again within 30 days', () => {
    const orders = mean(buyers.map((userId) => truth.expected(userId, null, world.end, 30).orders));
    expect(orders).toBeGreaterThan(0.05);
    expect(orders).toBeLessThan(0.08);
  });

  test('moves 1 to 4 in a hundred on average, some tenfold, and drives some away', () => {
    const average = mean(gains.map((list) => mean(list.map(({ orders }) => orders))));
    expect(average).toBeGreaterThan(0.01);
    expect(average).toBeLessThan(0.04);
    expect(
      gains.filter((list) => Math.max(...list.map(({ orders }) => orders)) > 0.1).length / gains.length,
    ).toBeGreaterThan(0.05);
    expect(
      gains.filter((list) => mean(list.map(({ orders }) => orders)) < -0.001).length / gains.length,
    ).toBeGreaterThan(0.04);
  });

  test('pays for good choices and hardly for sending to all', () => {
    const random = mean(gains.map((list) => mean(list.map(({ earned }) => earned))));
    const oracle = mean(gains.map((list) => Math.max(0, ...list.map(({ earned }) => earned))));
    expect(random).toBeLessThan(1);
    expect(oracle).toBeGreaterThan(3);
  });

  test('does not answer for horizons where the formula would no longer be exact', () => {
    expect(() => truth.expected(buyers[0] ?? '', null, world.end, 32)).toThrow(RangeError);
  });
});
