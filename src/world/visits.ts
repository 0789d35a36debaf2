import { blockDays, type Calendar } from './calendar.ts';
import { Draws, stream } from './draws.ts';
import { type Identity, momentIn } from './identity.ts';
import type { Fate } from './life.ts';
import { about, type Sink } from './message.ts';
import { longestLingerDays } from './needs.ts';
import { caresOn, type Person } from './person.ts';
import { conversionChance } from './response.ts';
import { modelFor, tellSession } from './sessions.ts';

/** What no message changes about somebody. */
export type Scene = {
  readonly seed: number;
  readonly calendar: Calendar;
  readonly fate: Fate;
  readonly identity: Identity;
};

/** Visits of a block that follow no particular need. */
export const tellIdleVisits = (sink: Sink, { seed, calendar, fate, identity }: Scene, block: number): void => {
  const { person } = fate;
  const joins = person.joinDay > 0 && calendar.blockOf(person.joinDay) === block;
  if (block >= person.leaveBlock || calendar.blockStart(block + 1) <= person.joinDay) return;
  const draws = new Draws(seed, stream.visits, person.index, block);
  const visits = Math.min(60, draws.poisson(person.visits * (0.75 + 0.5 * person.price)) + (joins ? 1 : 0));
  for (let visit = 0; visit < visits; visit++) {
    // whoever joins is seen on that day
    const day = joins && visit === 0 ? person.joinDay : calendar.blockStart(block) + draws.int(blockDays);
    const atMs = momentIn(day, calendar, draws);
    if (!caresOn(person, day, calendar)) continue;
    const own = new Draws(seed, stream.visits, person.index, block, visit);
    const views = Array.from({ length: own.poisson(0.2 + 0.2 * person.price) }, () =>
      modelFor(interest(person, own), person, own),
    );
    const cart = own.chance(0.03 + 0.04 * person.price) ? views[0] : undefined;
    tellSession(sink, {
      kind: about.visit,
      number: ((block + 1000) * 64 + visit) * 32,
      atMs,
      person,
      identity,
      draws: own,
      views,
      cart,
    });
  }
};

/** What they look at without a need: what they need more often, more. */
const interest = (person: Person, draws: Draws) => {
  const index = draws.weighted(person.needs.map(({ scaleTicks }) => scaleTicks ** -0.5));
  return (person.needs[index] ?? draws.pick(person.needs)).category;
};

/**
 * Visits while a need is open. They tell that it is there, how price-sensitive the person is (more visits and views
 * before deciding) and how near they are to ordering (the cart), but are the same whatever Gyre sends.
 */
export const tellSearches = (
  sink: Sink,
  { seed, calendar, fate, identity }: Scene,
  fromDay: number,
  toDay: number,
): void => {
  const { person } = fate;
  for (const { episode, key, day: decisionDay, atMs: decisionMs } of fate.decisions) {
    if (decisionDay < fromDay - 1 || decisionDay >= toDay + longestLingerDays + 1) continue;
    const { need, product, startDay, resolve } = episode;
    const draws = new Draws(seed, stream.order, person.index, key, 1);
    const near =
      resolve < conversionChance(person, need.category, product.priceMinor, null) + 0.15 + 0.25 * person.price;
    const carts = draws.chance(near ? 0.75 : 0.2);
    const visits = 1 + Math.min(20, draws.poisson(0.7 + 1.5 * person.price));
    for (let visit = 0; visit < visits; visit++) {
      const last = visit === visits - 1;
      const day = visit === 0 ? startDay : startDay + draws.int(decisionDay - startDay + 1);
      const atMs =
        last && visits > 1 ? decisionMs - 1_800_000 : Math.min(momentIn(day, calendar, draws), decisionMs - 2_400_000);
      if (!caresOn(person, calendar.dayOf(atMs), calendar)) continue;
      const own = new Draws(seed, stream.order, person.index, key, 2, visit);
      const views = Array.from({ length: 1 + own.poisson(0.6 + 1.2 * person.price) }, () =>
        own.chance(0.6) ? product : modelFor(need.category, person, own),
      );
      const cart = last && carts ? product : undefined;
      tellSession(sink, {
        kind: about.search,
        number: (key * 32 + visit) * 32,
        atMs,
        person,
        identity,
        draws: own,
        views,
        cart,
      });
    }
  }
};

/** Visits to a store, recognised by the member card alone, as a till does. */
export const tellStoreVisits = (sink: Sink, { seed, calendar, fate, identity }: Scene, block: number): void => {
  const { person } = fate;
  const draws = new Draws(seed, stream.stores, person.index, block);
  const visits = Math.min(16, draws.poisson(0.8 * person.storeShare));
  for (let visit = 0; visit < visits; visit++) {
    const day = calendar.blockStart(block) + draws.int(blockDays);
    const atMs = calendar.startMs + day * 86_400_000 + 7_200_000 + draws.int(10 * 3_600_000);
    if (!caresOn(person, day, calendar) || atMs < identity.cardMs) continue;
    const number = (block + 1000) * 32 + visit;
    sink.track({ kind: about.store, number, atMs }, 'store_visited', byCard(identity), storeFacts(person));
  }
};

export const byCard = ({ memberCard }: Identity) => ({ context: { traits: { member_card: memberCard } } });
export const storeFacts = ({ homeStore, city }: Person) => ({ store: homeStore, city: city.name });
