import type { Calendar } from './calendar.ts';
import { type Category, modelShares, type Product } from './catalogue.ts';
import { impulseDays, type Reply } from './contacts.ts';
import { inForce, influenceOf, type Life, moodAt } from './life.ts';
import { decisionChances, exactDays, type DecisionChances } from './needs.ts';
import { type Benefit, type Channel, contactCostMinor, qualifies, useCostMinor, validDays } from './offers.ts';
import { caresOn, type Person } from './person.ts';
import type { Population } from './population.ts';
import {
  claimChance,
  conversionChance,
  deliveredChance,
  impulseChance,
  impulses,
  type Influence,
  openChance,
} from './response.ts';

export type Treatment = { readonly channel: Channel; readonly benefit: Benefit | null };

/** Expected amounts of one person over a horizon. Margin is before benefits and contacts; `costMinor` is what those cost. */
export type Expected = {
  readonly orders: number;
  readonly gmvMinor: number;
  readonly marginMinor: number;
  readonly costMinor: number;
};

/**
 * What is expected of a person in the `horizonDays` UTC days from the one of `at` on, given all that happened
 * before that day and the messages delivered so far, if they are sent `treatment` on that day (or nothing).
 *
 * Exact under the model: the needs are independent of each other, each comes to one decision at most, and the
 * branches (stays or leaves; opens; claims) are summed over.
 *
 * @throws RangeError for horizons beyond 31 days.
 */
export const expectedOf = (scene: Scene, treatment: Treatment | null, horizonDays: number): Expected => {
  if (horizonDays < 1 || horizonDays > exactDays)
    throw new RangeError(`horizonDays must be 1 to ${exactDays}, not ${horizonDays}`);
  const { day, calendar } = scene;
  const { person } = scene.life.fate;
  const contactMinor = treatment ? contactCostMinor[treatment.channel] : 0;
  if (!caresOn(person, day, calendar)) return { ...nothing, costMinor: contactMinor };

  const branches = treatment === null ? [{ share: 1, force: undefined }] : branchesOf(scene, treatment);
  // who leaves does so at the turn of a block, and one turn lies in the horizon at most
  const turn = calendar.blockStart(calendar.blockOf(day) + 1);
  const stays = day + horizonDays > turn ? 1 - person.leaveChance : 1;
  let total: Expected = { ...nothing, costMinor: contactMinor };
  for (const { share, force } of branches) {
    total = plus(total, share * stays, periodOf(scene, force, day + horizonDays));
    if (stays < 1) total = plus(total, share * (1 - stays), periodOf(scene, force, turn));
  }
  return total;
};

const nothing: Expected = { orders: 0, gmvMinor: 0, marginMinor: 0, costMinor: 0 };
const plus = (a: Expected, weight: number, b: Expected): Expected => ({
  orders: a.orders + weight * b.orders,
  gmvMinor: a.gmvMinor + weight * b.gmvMinor,
  marginMinor: a.marginMinor + weight * b.marginMinor,
  costMinor: a.costMinor + weight * b.costMinor,
});

type NeedChances = DecisionChances & { readonly category: Category };

/** What is known of a person at the beginning of a day. */
export type Scene = {
  readonly life: Life;
  readonly day: number;
  readonly calendar: Calendar;
  readonly replies: readonly Reply[];
  readonly needs: readonly NeedChances[];
};

export const sceneAt = ({ lifeOf, calendar }: Population, index: number, day: number): Scene => {
  const life = lifeOf(index, day + exactDays);
  const { person, courses } = life.fate;
  return {
    life,
    day,
    calendar,
    replies: life.replies.filter(({ contact }) => contact.day < day),
    needs: courses.map((course) => ({
      ...decisionChances(course, person, calendar, day),
      category: course.need.category,
    })),
  };
};

/** A message in force over days [fromDay, toDay): how it moves people, whether its coupon is still there, whether an impulse may strike. */
type Force = {
  readonly influence: Influence | null;
  readonly fromDay: number;
  readonly toDay: number;
  readonly couponLeft: boolean;
  /** The chance of the impulse on each day of `impulseFrom` … `impulseTo - 1`, whatever is bought. */
  readonly impulse: { readonly chanceADay: number; readonly fromDay: number; readonly toDay: number };
};
const noImpulse = { chanceADay: 0, fromDay: 0, toDay: 0 };

/** Not opened, opened, claimed: with what chance, and under what influence afterwards. */
const branchesOf = (
  { life, day, replies }: Scene,
  { channel, benefit }: Treatment,
): readonly { readonly share: number; readonly force: Force | undefined }[] => {
  const { person } = life.fate;
  const contacts = replies.map(({ contact }) => contact);
  const mood = moodAt(day, contacts, life.orders);
  const opens = deliveredChance * openChance(person, channel, mood);
  const claims = benefit ? claimChance(person, benefit, mood) : 0;
  const force = (claimed: boolean): Force => ({
    influence: { benefit, claimed, mood },
    fromDay: day + 1,
    toDay: day + 1 + validDays,
    couponLeft: claimed,
    impulse:
      claimed && benefit
        ? {
            chanceADay: impulseChance(person, benefit, mood) / impulseDays,
            fromDay: day + 1,
            toDay: day + 1 + impulseDays,
          }
        : noImpulse,
  });
  return [
    { share: 1 - opens, force: undefined },
    { share: opens * (1 - claims), force: force(false) },
    { share: opens * claims, force: force(true) },
  ];
};

/** The message that was in force already, with what is left of it. */
const standing = ({ life, day, replies }: Scene): Force => {
  // a message of yesterday holds from today on, so the one in force today is the one that matters
  const reply = inForce(replies, day);
  if (!reply) return { influence: null, fromDay: day, toDay: Infinity, couponLeft: false, impulse: noImpulse };
  const { contact, claimed, mood } = reply;
  const past = life.orders.filter((order) => order.day < day);
  const impulseTo = contact.day + 1 + impulseDays;
  const struck = reply.impulse && reply.impulse.day < day;
  const chance = claimed && contact.benefit && !struck ? impulseChance(life.fate.person, contact.benefit, mood) : 0;
  const passed = (chance * Math.max(0, day - contact.day - 1)) / impulseDays;
  return {
    influence: influenceOf(reply),
    fromDay: day,
    toDay: contact.day + 1 + validDays,
    couponLeft: claimed && !past.some(({ used }) => used === contact),
    impulse: { chanceADay: chance / impulseDays / (1 - passed), fromDay: contact.day + 1, toDay: impulseTo },
  };
};

/** The days from the scene's until `endDay`, under the standing message and then the new one. */
const periodOf = (scene: Scene, fresh: Force | undefined, endDay: number): Expected => {
  const old = standing(scene);
  const oldEnd = Math.min(endDay, old.toDay, fresh?.fromDay ?? Infinity);
  const free: Force = { influence: null, fromDay: oldEnd, toDay: Infinity, couponLeft: false, impulse: noImpulse };
  let total = stretchOf(scene, old, scene.day, oldEnd);
  if (!fresh) return plus(total, 1, stretchOf(scene, free, oldEnd, endDay));
  total = plus(total, 1, stretchOf(scene, free, oldEnd, Math.min(endDay, fresh.fromDay)));
  return plus(total, 1, stretchOf(scene, fresh, fresh.fromDay, Math.min(endDay, fresh.toDay)));
};

/** Days [fromDay, toDay) under one influence. Orders are summed; the coupon goes once, if any order fits it. */
const stretchOf = (scene: Scene, force: Force, fromDay: number, toDay: number): Expected => {
  if (toDay <= fromDay) return nothing;
  const { person } = scene.life.fate;
  const benefit = force.couponLeft ? (force.influence?.benefit ?? null) : null;
  let [orders, gmvMinor, marginMinor, noneFits] = [0, 0, 0, 1];
  for (const need of scene.needs) {
    let decides = 0;
    for (let k = fromDay - scene.day; k < toDay - scene.day; k++) decides += need.byDay[k] ?? 0;
    if (decides === 0) continue;
    let fits = 0;
    for (const { product, share } of lookedAt(need, person)) {
      const buys = decides * share * conversionChance(person, need.category, product.priceMinor, force.influence);
      orders += buys;
      gmvMinor += buys * product.priceMinor;
      marginMinor += buys * product.marginMinor;
      if (benefit && qualifies(benefit, product.priceMinor)) fits += buys;
    }
    noneFits *= 1 - fits;
  }
  const { impulse } = force;
  const strikes = impulse.chanceADay * Math.max(0, Math.min(toDay, impulse.toDay) - Math.max(fromDay, impulse.fromDay));
  const impulseBenefit = force.influence?.benefit;
  if (strikes > 0 && impulseBenefit) {
    let fits = 0;
    for (const { product, share } of impulses(person.purse)) {
      if (!qualifies(impulseBenefit, product.priceMinor)) continue;
      fits += strikes * share;
      gmvMinor += strikes * share * product.priceMinor;
      marginMinor += strikes * share * product.marginMinor;
    }
    orders += fits;
    if (benefit) noneFits *= 1 - fits;
  }
  return { orders, gmvMinor, marginMinor, costMinor: benefit ? (1 - noneFits) * useCostMinor(benefit) : 0 };
};

const lookedAt = (
  need: NeedChances,
  person: Person,
): readonly { readonly product: Product; readonly share: number }[] => {
  if (need.product) return [{ product: need.product, share: 1 }];
  const shares = modelShares(need.category, person.purse);
  return need.category.products.map((product, model) => ({ product, share: shares[model] ?? 0 }));
};
