import type { Calendar } from './calendar.ts';
import { type Category, type City, type Purse, categories, cities, purses } from './catalogue.ts';
import { Draws, stream } from './draws.ts';
import type { BenefitType, Channel } from './offers.ts';

/** A need a household has again and again; `scaleTicks` is the Weibull scale of the time between two, in seasonal days. */
export type Need = { readonly category: Category; readonly scaleTicks: number };

/**
 * A customer as only the world knows them. Everything here is hidden truth: it shows in behaviour alone.
 * `price`, `annoyance`, `storeShare` and `openness` lie in (0, 1); `affinity` is standard normal.
 */
export type Person = {
  readonly index: number;
  readonly joinDay: number;
  /** The first block in which they no longer care for the brand. */
  readonly leaveBlock: number;
  readonly leaveChance: number;
  readonly city: City;
  readonly homeStore: string;
  readonly household: number;
  readonly purse: Purse;
  /** Love of the brand: needs end with us, visits are frequent, leaving is rare. */
  readonly affinity: number;
  readonly price: number;
  readonly annoyance: number;
  /** Mean visits a block without a particular need. */
  readonly visits: number;
  readonly storeShare: number;
  readonly openness: Readonly<Record<Channel, number>>;
  readonly taste: Readonly<Record<BenefitType, number>>;
  /** Ratio of the geometric time from the first look to the decision. */
  readonly linger: number;
  readonly needs: readonly Need[];
};

/** Needs that consider this brand, against all needs of a household. Sets the base rate of orders. */
const needRate = 0.45;

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export const drawPerson = (seed: number, index: number, calendar: Calendar): Person => {
  const draws = new Draws(seed, stream.person, index);
  const city = cities[draws.weighted(cities.map(({ weight }) => weight))] ?? draws.pick(cities);
  const household = 1 + draws.weighted([12, 24, 32, 20, 12]);
  const purse = purses[draws.weighted([30, 45, 25])] ?? 'middle';
  const affinity = draws.normal();
  const price = sigmoid(1.2 * draws.normal() - { thin: -0.5, middle: 0, full: 0.6 }[purse]);
  const annoyance = sigmoid(1.3 * draws.normal() - 1.4);
  const eagerness = draws.normal();
  // half were there before the history begins; a newcomer has had three weeks at least to be seen
  const joinDay = draws.chance(0.5) ? 0 : draws.int(Math.max(1, calendar.historyDays - 21));
  const leaveChance = 0.008 + 0.06 * sigmoid(-1.2 * affinity - 0.6 + 0.5 * draws.normal());
  const stays = Math.floor(Math.log(1 - draws.next()) / Math.log(1 - leaveChance));
  const open = (usual: number): number => sigmoid(usual + 1.1 * draws.normal() - 0.6 * annoyance);
  const openness = { sms: open(0), app_push: open(-0.1), wechat: open(0.5) };
  const liking = (usual: number): number => usual * Math.exp(0.35 * draws.normal() - 0.06);
  const taste = {
    spend_save: liking(0.25 + 1.5 * price),
    gift: liking(0.85 - 0.3 * price + 0.12 * (household - 3)),
    voucher: liking(0.2 + 1.45 * price),
    come_back: liking(0.35 + 0.7 * price + 0.15 * Math.max(0, affinity)),
  };
  const busy =
    needRate * (0.6 + 0.14 * household) * Math.exp(0.6 * eagerness - 0.18) * (1 + 0.25 * Math.tanh(affinity));
  return {
    index,
    joinDay,
    leaveBlock: calendar.blockOf(joinDay) + 1 + stays,
    leaveChance,
    city,
    homeStore: draws.pick(city.stores),
    household,
    purse,
    affinity,
    price,
    annoyance,
    visits: 0.27 * Math.exp(0.6 * affinity + 0.4 * eagerness + 0.25 * draws.normal()),
    storeShare: sigmoid(1.2 * draws.normal() - 1.7),
    openness,
    taste,
    linger: 0.9 + 0.09 * price,
    needs: categories
      .filter((category) => draws.chance(category.households))
      .map((category) => ({ category, scaleTicks: (category.cycleDays / busy) * Math.exp(0.3 * draws.normal()) })),
  };
};

/** Whether they care for the brand on a day. Leaving happens at the turn of a block, once and for all. */
export const caresOn = (person: Person, day: number, calendar: Calendar): boolean =>
  day >= person.joinDay && calendar.blockOf(day) < person.leaveBlock;
