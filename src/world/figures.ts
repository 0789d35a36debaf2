import { createHash } from 'node:crypto';
import { dayMs } from './calendar.ts';
import type { SegmentMessage } from './message.ts';
import { brandOffers, channels } from './offers.ts';
import { truthOf } from './oracle.ts';
import type { Treatment } from './truth.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** Amounts in CNY; effects in percentage points of orders per head over 30 days from T0, for who had ordered in the last 365 days. */
export type WorldFigures = {
  readonly history: {
    readonly events: number;
    readonly eventsPerCustomer: number;
    readonly seconds: number;
    /** Processor time of generating, hashing and spelling the history; not disturbed by neighbours as `seconds` is. */
    readonly cpuSeconds: number;
    readonly sha256: string;
    readonly byName: Readonly<Record<string, number>>;
  };
  readonly buyers: {
    readonly people: number;
    readonly repurchaseShare: number;
    readonly averageOrder: number;
    readonly marginShare: number;
  };
  readonly offers: readonly {
    readonly offer: string;
    readonly channel: string;
    readonly effectPoints: number;
    readonly earnedPerHead: number;
  }[];
  readonly oracle: {
    readonly nobody: number;
    readonly everybodyRandom: number;
    readonly bestOfferForEverybody: number;
    readonly unconstrained: number;
    readonly treatedShare: number;
    /** Quantiles of the best offer's effect on orders, in points. */
    readonly bestEffectPoints: Readonly<Record<'p1' | 'p10' | 'p50' | 'p90' | 'p99', number>>;
    /** The share of people whom the average offer would cost orders. */
    readonly harmedShare: number;
  };
};

const horizonDays = 30;

/** The world's figures, for the bench and the README: what its history looks like and what an oracle would earn. */
export const worldFigures = (options: WorldOptions): WorldFigures => {
  const world = createWorld(options);
  const { history, buyers, averageOrder, marginShare } = historyFigures(world, options.customers);
  const { offers, oracle } = offerFigures(world, buyers);
  const truth = truthOf(world);
  const again = buyers.filter(
    (userId) => truth.realised(userId, world.end, later(world.end, horizonDays)).orders > 0,
  ).length;
  return {
    history,
    buyers: { people: buyers.length, repurchaseShare: again / buyers.length, averageOrder, marginShare },
    offers,
    oracle,
  };
};

const historyFigures = (world: World, customers: number) => {
  const hash = createHash('sha256');
  const byName: Record<string, number> = {};
  let [events, spentMs] = [0, 0];
  const cpu = process.cpuUsage();
  let startedMs = performance.now();
  for (const batch of world.history()) {
    spentMs += performance.now() - startedMs;
    events += batch.length;
    for (const message of batch) byName[nameOf(message)] = (byName[nameOf(message)] ?? 0) + 1;
    hash.update(JSON.stringify(batch));
    startedMs = performance.now();
  }
  const { user } = process.cpuUsage(cpu);
  const truth = truthOf(world);
  const yearAgo = later(world.end, -365);
  const lastYear = truth
    .accounts(world.end)
    .map((userId) => ({ userId, bought: truth.realised(userId, yearAgo, world.end) }));
  const buyers = lastYear.filter(({ bought }) => bought.orders > 0);
  const total = (of: 'orders' | 'gmvMinor' | 'marginMinor'): number =>
    buyers.reduce((sum, { bought }) => sum + bought[of], 0);
  return {
    history: {
      events,
      eventsPerCustomer: events / customers,
      seconds: spentMs / 1000,
      cpuSeconds: user / 1e6,
      sha256: hash.digest('hex'),
      byName,
    },
    buyers: buyers.map(({ userId }) => userId),
    averageOrder: total('gmvMinor') / total('orders') / 100,
    marginShare: total('marginMinor') / total('gmvMinor'),
  };
};

const offerFigures = (world: World, people: readonly string[]): Pick<WorldFigures, 'offers' | 'oracle'> => {
  const truth = truthOf(world);
  const treatments: readonly (Treatment & { readonly offer: string })[] = brandOffers.flatMap(({ name, benefit }) =>
    channels.map((channel) => ({ offer: name, channel, benefit })),
  );
  const rows = people.map((userId) => {
    const without = truth.expected(userId, null, world.end, horizonDays);
    const gains = treatments.map((treatment) => {
      const sent = truth.expected(userId, treatment, world.end, horizonDays);
      return {
        orders: sent.orders - without.orders,
        earned: (sent.marginMinor - sent.costMinor - without.marginMinor + without.costMinor) / 100,
      };
    });
    return { gains, best: gains.reduce((top, gain) => (gain.earned > top.earned ? gain : top)) };
  });
  const perHead = (of: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const meanOf = (
    gains: readonly { readonly orders: number; readonly earned: number }[],
    of: 'orders' | 'earned',
  ): number => gains.reduce((sum, gain) => sum + gain[of], 0) / gains.length;
  const offers = treatments.map(({ offer, channel }, at) => ({
    offer,
    channel,
    effectPoints: 100 * perHead(({ gains }) => gains[at]?.orders ?? 0),
    earnedPerHead: perHead(({ gains }) => gains[at]?.earned ?? 0),
  }));
  const effects = rows.map(({ gains }) => 100 * Math.max(...gains.map(({ orders }) => orders))).sort((a, b) => a - b);
  const quantile = (share: number): number => effects[Math.floor(share * (effects.length - 1))] ?? 0;
  return {
    offers,
    oracle: {
      nobody: 0,
      everybodyRandom: perHead(({ gains }) => meanOf(gains, 'earned')),
      bestOfferForEverybody: Math.max(...offers.map(({ earnedPerHead }) => earnedPerHead)),
      unconstrained: perHead(({ best }) => Math.max(0, best.earned)),
      treatedShare: perHead(({ best }) => (best.earned > 0 ? 1 : 0)),
      bestEffectPoints: {
        p1: quantile(0.01),
        p10: quantile(0.1),
        p50: quantile(0.5),
        p90: quantile(0.9),
        p99: quantile(0.99),
      },
      harmedShare: perHead(({ gains }) => (meanOf(gains, 'orders') < 0 ? 1 : 0)),
    },
  };
};

const later = (at: Date, days: number): Date => new Date(Number(at) + days * dayMs);
const nameOf = ({ type, event }: SegmentMessage): string => event ?? `$${type}`;
