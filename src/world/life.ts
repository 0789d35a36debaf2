import { type Calendar, dayMs, momentOfDay } from './calendar.ts';
import type { Category, Product } from './catalogue.ts';
import { type Contact, type Reply, replyTo } from './contacts.ts';
import { Draws, stream } from './draws.ts';
import { type Course, type Episode, needCourse } from './needs.ts';
import { qualifies, validDays } from './offers.ts';
import { caresOn, type Person } from './person.ts';
import { conversionChance, fatigueOf } from './response.ts';

/** The world's seed as 32 bits, its days, and the day until which lives are drawn. */
export type Setting = { readonly seed: number; readonly calendar: Calendar; readonly untilDay: number };

/** The part of a life that no message can change: the needs, and when each is decided. */
export type Fate = {
  readonly person: Person;
  readonly courses: readonly Course[];
  readonly decisions: readonly Decision[];
  /** `Infinity` for who stays anonymous. */
  readonly signUpMs: number;
};
export type Decision = {
  readonly episode: Episode;
  readonly key: number;
  readonly day: number;
  readonly atMs: number;
  readonly inStore: boolean;
};

export type Order = {
  /** Unique among the person's orders: which need and which time, or which message brought it. */
  readonly key: number;
  readonly day: number;
  readonly atMs: number;
  readonly category: Category;
  readonly product: Product;
  readonly inStore: boolean;
  /** The message whose benefit it used. */
  readonly used: Contact | undefined;
};

/** What came of a fate under the messages that were sent. */
export type Life = {
  readonly fate: Fate;
  readonly replies: readonly Reply[];
  readonly orders: readonly Order[];
  /** Decisions that brought no order. */
  readonly lost: readonly Decision[];
};

/** Order keys below are those of needs, from here on those of messages. */
const impulseKeys = 1 << 20;
export const episodeKey = ({ need, index }: Episode): number => need.category.index * 4096 + index;

export const drawFate = (setting: Setting, person: Person): Fate => {
  const { seed, calendar, untilDay } = setting;
  const courses = person.needs.map((need) => needCourse({ seed, person, need, calendar, untilDay }));
  const decisions = courses
    .flatMap(({ episodes }) => episodes)
    .filter(({ decisionDay }) => decisionDay < untilDay && caresOn(person, decisionDay, calendar))
    .map((episode): Decision => {
      const key = episodeKey(episode);
      const draws = new Draws(seed, stream.order, person.index, key);
      const atMs = momentOn(episode.decisionDay, calendar, draws);
      return { episode, key, day: episode.decisionDay, atMs, inStore: draws.chance(person.storeShare) };
    })
    .sort((a, b) => a.atMs - b.atMs);
  return { person, courses, decisions, signUpMs: signUp(setting, person, decisions) };
};

/** Most sign up some weeks after they came, the others with their first order, some never. */
const signUp = ({ seed, calendar }: Setting, person: Person, decisions: readonly Decision[]): number => {
  const draws = new Draws(seed, stream.identity, person.index);
  const first = decisions.find(({ episode }) => converts(person, episode, undefined));
  const byOrder = first ? first.atMs - 180_000 : Infinity;
  if (!draws.chance(0.72)) return byOrder;
  const day = person.joinDay + Math.floor(-25 * Math.log(1 - draws.next()));
  return caresOn(person, day, calendar) ? Math.min(byOrder, momentOn(day, calendar, draws)) : byOrder;
};

const momentOn = (day: number, { startMs }: Calendar, draws: Draws): number =>
  startMs + day * dayMs + Math.round(momentOfDay(draws.next(), draws.next()));

const converts = (person: Person, { need, product, resolve }: Episode, reply: Reply | undefined): boolean =>
  resolve < conversionChance(person, need.category, product.priceMinor, reply ? influenceOf(reply) : null);

export const influenceOf = ({ contact, claimed, mood }: Reply) => ({ benefit: contact.benefit, claimed, mood });

/** The mood in which a contact finds somebody: only what lies on earlier days, or was sent before, counts. */
export const moodAt = (day: number, contacts: readonly Contact[], orders: readonly Order[]) => ({
  fatigue: fatigueOf(contacts.map((contact) => day - contact.day)),
  recencyDays: day - (orders.findLast((order) => order.day < day)?.day ?? -Infinity),
});

/** The message that governs decisions on a day: the last one opened before it, while it holds. */
export const inForce = (replies: readonly Reply[], day: number): Reply | undefined => {
  const last = replies.findLast(({ opened, contact }) => opened && contact.day < day);
  return last && day <= last.contact.day + validDays ? last : undefined;
};

/** Lives a fate under contacts that are sorted by time. A coupon serves once, the first order that it fits. */
export const live = ({ seed, calendar }: Setting, fate: Fate, contacts: readonly Contact[]): Life => {
  const { person } = fate;
  const replies: Reply[] = [];
  const orders: Order[] = [];
  const lost: Decision[] = [];
  const coming: (Decision | Reply)[] = [...fate.decisions];

  const couponFor = (reply: Reply | undefined, product: Product): Contact | undefined => {
    const benefit = reply?.claimed ? reply.contact.benefit : null;
    if (!reply || !benefit || !qualifies(benefit, product.priceMinor)) return undefined;
    return orders.some(({ used }) => used === reply.contact) ? undefined : reply.contact;
  };
  const decide = (decision: Decision): void => {
    const { episode, key, day, atMs, inStore } = decision;
    const reply = inForce(replies, day);
    if (!converts(person, episode, reply)) {
      lost.push(decision);
      return;
    }
    const used = couponFor(reply, episode.product);
    orders.push({ key, day, atMs, category: episode.need.category, product: episode.product, inStore, used });
  };
  const yieldToImpulse = (reply: Reply): void => {
    const { impulse, contact } = reply;
    if (!impulse || inForce(replies, impulse.day) !== reply || !caresOn(person, impulse.day, calendar)) return;
    if (!contact.benefit || !qualifies(contact.benefit, impulse.product.priceMinor)) return;
    orders.push({
      ...impulse,
      key: impulseKeys + contact.key,
      inStore: false,
      used: couponFor(reply, impulse.product),
    });
  };
  const settle = (untilDay: number): void => {
    for (let next = coming[0]; next && dayOf(next) < untilDay; next = coming[0]) {
      coming.shift();
      if ('contact' in next) yieldToImpulse(next);
      else decide(next);
    }
  };

  for (const [index, contact] of contacts.entries()) {
    settle(contact.day);
    const reply = replyTo({
      seed,
      calendar,
      person,
      contact,
      mood: moodAt(contact.day, contacts.slice(0, index), orders),
    });
    replies.push(reply);
    const { impulse } = reply;
    if (impulse) {
      const after = coming.findIndex((other) => timeOf(other) > impulse.atMs);
      coming.splice(after < 0 ? coming.length : after, 0, reply);
    }
  }
  settle(Infinity);
  return { fate, replies, orders, lost };
};

const dayOf = (next: Decision | Reply): number => ('contact' in next ? (next.impulse?.day ?? 0) : next.day);
const timeOf = (next: Decision | Reply): number => ('contact' in next ? (next.impulse?.atMs ?? 0) : next.atMs);
