import type { Calendar } from './calendar.ts';
import { type Product, modelShares } from './catalogue.ts';
import { Draws, stream } from './draws.ts';
import type { Need, Person } from './person.ts';

/** One need on its way to a decision: days of looking around, then an order with us or not. */
export type Episode = {
  readonly need: Need;
  /** Counts the episodes of this need. */
  readonly index: number;
  readonly startDay: number;
  readonly decisionDay: number;
  readonly product: Product;
  /** The uniform draw that the chance of ordering is compared with, whatever the treatment. */
  readonly resolve: number;
};

/** The course of one need: `originTicks` is where its first clock started. */
export type Course = { readonly need: Need; readonly originTicks: number; readonly episodes: readonly Episode[] };

/** The longest time from the first look to the decision. */
export const longestLingerDays = 21;
/** No need of the same kind begins for this long: so 31 days see one decision of a kind at most. */
export const restDays = 52;
/** The longest horizon for which `decisionChances` is exact. */
export const exactDays = restDays - longestLingerDays;

/**
 * All episodes of a need that begin before a day. They depend on nothing that Gyre does: the need that did not
 * end here was met elsewhere, and the next one comes when it comes.
 */
export const needCourse = (args: {
  readonly seed: number;
  readonly person: Person;
  readonly need: Need;
  readonly calendar: Calendar;
  readonly untilDay: number;
}): Course => {
  const { person, need, calendar } = args;
  const { category } = need;
  const draws = new Draws(args.seed, stream.needs, person.index, category.index);
  const shares = modelShares(category, person.purse);
  // who joins has met the last such need at a random time before
  const age = draws.next() * need.scaleTicks;
  const originTicks = calendar.ticks(category, person.joinDay) - age;
  const episodes: Episode[] = [];
  let startDay = calendar.dayAtTicks(category, originTicks + sampleGap(need, age, draws.next()));
  while (startDay < args.untilDay) {
    const product = category.products[draws.weighted(shares)];
    if (!product) throw new RangeError(`category ${category.name} has no products`);
    const decisionDay = startDay + sampleLinger(person.linger, draws.next());
    episodes.push({ need, index: episodes.length, startDay, decisionDay, product, resolve: draws.next() });
    const rested = calendar.ticks(category, startDay + restDays);
    startDay = calendar.dayAtTicks(category, rested + sampleGap(need, 0, draws.next()));
  }
  return { need, originTicks, episodes };
};

export type DecisionChances = {
  /** The chance of a decision on each of the `exactDays` days from the asked one on. */
  readonly byDay: readonly number[];
  /** The model they look at, when the need has begun and it can be known. */
  readonly product: Product | undefined;
};

/**
 * When a need comes to its decision, given all that happened before the beginning of `day`.
 * Weibull hazard in seasonal time from the last origin, convolved with the geometric time to the decision.
 */
export const decisionChances = (course: Course, person: Person, calendar: Calendar, day: number): DecisionChances => {
  const { need } = course;
  const last = course.episodes.findLast((episode) => episode.startDay < day);
  const byDay = new Array<number>(exactDays).fill(0);
  if (last && last.decisionDay >= day) {
    const elapsed = day - last.startDay;
    const open = 1 - lingerReached(person.linger, elapsed - 1);
    for (const k of byDay.keys()) byDay[k] = lingerChance(person.linger, elapsed + k) / open;
    return { byDay, product: last.product };
  }
  const firstDay = last ? Math.max(day, last.startDay + restDays) : Math.max(day, person.joinDay);
  const originTicks = last ? calendar.ticks(need.category, last.startDay + restDays) : course.originTicks;
  const survivalAt = (at: number): number => survival(need, calendar.ticks(need.category, at) - originTicks);
  const now = survivalAt(firstDay);
  for (let start = firstDay; start < day + exactDays; start++) {
    const begins = (survivalAt(start) - survivalAt(start + 1)) / now;
    const lastK = Math.min(exactDays - 1, start - day + longestLingerDays);
    for (let k = start - day; k <= lastK; k++)
      byDay[k] = (byDay[k] ?? 0) + begins * lingerChance(person.linger, day + k - start);
  }
  return { byDay, product: undefined };
};

/** Weibull survival after an age in seasonal days. */
const survival = (need: Need, age: number): number => Math.exp(-((age / need.scaleTicks) ** need.category.shape));

/** The age at which the need begins, given that it had not at `age`; `u` uniform. */
const sampleGap = (need: Need, age: number, u: number): number =>
  need.scaleTicks * ((age / need.scaleTicks) ** need.category.shape - Math.log(1 - u)) ** (1 / need.category.shape);

// geometric with this ratio, cut after the longest time
const lingerReached = (ratio: number, days: number): number =>
  days < 0 ? 0 : Math.min(1, (1 - ratio ** (days + 1)) / (1 - ratio ** (longestLingerDays + 1)));
const lingerChance = (ratio: number, days: number): number =>
  lingerReached(ratio, days) - lingerReached(ratio, days - 1);
const sampleLinger = (ratio: number, u: number): number =>
  Math.min(longestLingerDays, Math.floor(Math.log(1 - u * (1 - ratio ** (longestLingerDays + 1))) / Math.log(ratio)));
