import { type Calendar, blockDays, dayMs, momentOfDay } from './calendar.ts';
import type { Category, Product } from './catalogue.ts';
import { Draws, stream } from './draws.ts';
import {
  type Benefit,
  brandOffers,
  campaignControlShare,
  campaignCount,
  type Channel,
  channels,
  type Offer,
} from './offers.ts';
import { caresOn, type Person } from './person.ts';
import { claimChance, deliveredChance, impulseChance, impulses, type Mood, openChance } from './response.ts';

/** A message that went out to somebody. `key` is unique among the person's and the key of its draws. */
export type Contact = {
  readonly key: number;
  readonly day: number;
  readonly atMs: number;
  readonly channel: Channel;
  readonly benefit: Benefit | null;
  readonly origin:
    | { readonly type: 'campaign'; readonly campaign: string; readonly offer: string }
    | { readonly type: 'message'; readonly messageId: string; readonly couponCode: string | undefined };
};

export type Impulse = {
  readonly atMs: number;
  readonly day: number;
  readonly category: Category;
  readonly product: Product;
};

/** What the person does with a message. */
export type Reply = {
  readonly contact: Contact;
  readonly mood: Mood;
  readonly delivered: boolean;
  readonly opened: boolean;
  readonly clicked: boolean;
  readonly claimed: boolean;
  readonly openMs: number;
  readonly impulse: Impulse | undefined;
};

/** One person's lot in a past campaign: an offer by a channel, or nothing as its control. */
export type CampaignLot = {
  readonly number: number;
  readonly campaign: string;
  readonly day: number;
  readonly atMs: number;
  readonly lot: { readonly offer: Offer; readonly channel: Channel } | null;
};

/**
 * The past campaigns of those who had signed up: every block one, by lot. A quarter gets nothing; the others get
 * each offer by each channel with equal chances.
 */
export const campaignLots = (args: {
  readonly seed: number;
  readonly calendar: Calendar;
  readonly person: Person;
  readonly signUpMs: number;
}): readonly CampaignLot[] => {
  const { calendar, person } = args;
  const lots: CampaignLot[] = [];
  for (let number = 1; number <= campaignCount; number++) {
    const day = calendar.historyDays - (campaignCount + 1 - number) * blockDays;
    const draws = new Draws(args.seed, stream.campaign, person.index, number);
    const atMs = calendar.startMs + day * dayMs + 2 * 3_600_000 + draws.int(7_200_000);
    if (day < 0 || atMs <= args.signUpMs) continue;
    const campaign = `mass-${new Date(calendar.startMs + day * dayMs).toISOString().slice(0, 10)}`;
    const lot = draws.chance(campaignControlShare)
      ? null
      : { offer: draws.pick(brandOffers), channel: draws.pick(channels) };
    lots.push({ number, campaign, day, atMs, lot });
  }
  return lots;
};

export const campaignContact = ({ number, campaign, day, atMs, lot }: CampaignLot): Contact | undefined =>
  lot === null
    ? undefined
    : {
        key: number,
        day,
        atMs,
        channel: lot.channel,
        benefit: lot.offer.benefit,
        origin: { type: 'campaign', campaign, offer: lot.offer.name },
      };

/** The days after a message on which an impulse may strike, each with equal chance. */
export const impulseDays = 7;

/** What comes of a message. All draws hang on the person and the message's key, so that another offer meets the same luck. */
export const replyTo = (args: {
  readonly seed: number;
  readonly calendar: Calendar;
  readonly person: Person;
  readonly contact: Contact;
  readonly mood: Mood;
}): Reply => {
  const { calendar, person, contact, mood } = args;
  const draws = new Draws(args.seed, stream.message, person.index, contact.key);
  const delivered = draws.chance(deliveredChance);
  const opened =
    draws.chance(openChance(person, contact.channel, mood)) && delivered && caresOn(person, contact.day, calendar);
  const takes = draws.next();
  const looks = draws.chance(0.45);
  const endOfDayMs = calendar.startMs + (contact.day + 1) * dayMs - 1;
  const openMs = Math.min(endOfDayMs, contact.atMs + 60_000 + Math.round(-7_200_000 * Math.log(1 - draws.next())));
  const claimed = opened && contact.benefit !== null && takes < claimChance(person, contact.benefit, mood);
  const strikes = draws.next();
  const impulseDay = contact.day + 1 + draws.int(impulseDays);
  const list = impulses(person.purse);
  const wanted = list[draws.weighted(list.map(({ share }) => share))];
  const impulseMs = calendar.startMs + impulseDay * dayMs + Math.round(momentOfDay(draws.next(), draws.next()));
  const struck = claimed && wanted && contact.benefit && strikes < impulseChance(person, contact.benefit, mood);
  return {
    contact,
    mood,
    delivered,
    opened,
    clicked: claimed || (opened && looks),
    claimed,
    openMs,
    impulse: struck
      ? { atMs: impulseMs, day: impulseDay, category: wanted.category, product: wanted.product }
      : undefined,
  };
};
