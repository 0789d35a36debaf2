import { type Category, categories, modelShares, type Product, type Purse } from './catalogue.ts';
import { type Benefit, type Channel, qualifies, useCostMinor } from './offers.ts';
import { type Person, sigmoid } from './person.ts';

/** What the person is like at the moment a message arrives, beyond their nature. */
export type Mood = {
  /** Recent contacts, each fading by half in a month. */
  readonly fatigue: number;
  /** Days since the last order, `Infinity` without one. */
  readonly recencyDays: number;
};

/** A message somebody opened. It moves their decisions while it holds. */
export type Influence = { readonly benefit: Benefit | null; readonly claimed: boolean; readonly mood: Mood };

export const fatigueOf = (daysSinceContacts: readonly number[]): number =>
  daysSinceContacts.reduce((sum, days) => sum + 0.5 ** (days / 30), 0);

export const deliveredChance = 0.97;

/** The chance that a delivered message is opened. */
export const openChance = (person: Person, channel: Channel, { fatigue }: Mood): number =>
  person.openness[channel] * Math.exp(-0.1 * fatigue);

/** The chance that who opened takes the benefit up. */
export const claimChance = (person: Person, benefit: Benefit, mood: Mood): number =>
  sigmoid(-1 + 1.6 * appeal(person, benefit, mood) + 0.9 * person.affinity - 0.8 * person.annoyance);

/** The chance that who claimed buys something small at once, needed or not. */
export const impulseChance = (person: Person, benefit: Benefit, mood: Mood): number =>
  0.14 * Math.min(1.6, appeal(person, benefit, mood)) * Math.exp(0.2 * person.affinity - 0.25 * mood.fatigue);

/** How much they like a benefit of this kind now; about 1 on average. */
const appeal = (person: Person, benefit: Benefit, { recencyDays }: Mood): number =>
  person.taste[benefit.type] * (benefit.type === 'come_back' ? 0.7 + 0.9 * Math.exp(-recencyDays / 45) : 1);

/**
 * The chance that a need ends in an order with us:
 *
 *   P = σ(category + 0.9·affinity − 1.5·(price − ½) + pull − push)
 *
 * `pull` of a claimed benefit grows with its worth against the order and saturates; an order too small for it gets
 * little of it. `push` is what the contact itself costs with who does not want to be disturbed.
 */
export const conversionChance = (
  person: Person,
  category: Category,
  amountMinor: number,
  influence: Influence | null,
): number => {
  const own = category.conversion + 0.9 * person.affinity - 1.5 * (person.price - 0.5);
  return sigmoid(influence === null ? own : own + gain(person, amountMinor, influence));
};

const gain = (person: Person, amountMinor: number, { benefit, claimed, mood }: Influence): number => {
  const push = 9 * person.annoyance ** 1.5 * (0.5 + 0.4 * mood.fatigue);
  if (!claimed || benefit === null) return -push;
  const worth = useCostMinor(benefit) / (useCostMinor(benefit) + 0.12 * amountMinor + 1_000);
  const fits = qualifies(benefit, amountMinor) ? 1 : 0.2;
  return 8 * worth * fits * appeal(person, benefit, mood) * Math.exp(-0.25 * mood.fatigue) - push;
};

export type Impulse = { readonly category: Category; readonly product: Product; readonly share: number };

/** What impulses buy, by purse; shares sum to 1. */
export const impulses = (purse: Purse): readonly Impulse[] => {
  const known = impulseLists.get(purse);
  if (known) return known;
  const total = categories.reduce((sum, category) => sum + category.impulse, 0);
  const list = categories
    .filter((category) => category.impulse > 0)
    .flatMap((category) => {
      const shares = modelShares(category, purse);
      return category.products.map((product, model) => ({
        category,
        product,
        share: ((shares[model] ?? 0) * category.impulse) / total,
      }));
    });
  impulseLists.set(purse, list);
  return list;
};
const impulseLists = new Map<Purse, readonly Impulse[]>();
