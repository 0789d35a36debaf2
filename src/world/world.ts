import { hash64 } from '#platform';
import { createCalendar, dayMs } from './calendar.ts';
import type { Contact } from './contacts.ts';
import { happenings, identitiesOf, inBatches } from './happenings.ts';
import type { SegmentMessage } from './message.ts';
import type { Benefit, Channel } from './offers.ts';
import { createPopulation, type Population } from './population.ts';
import { answers, type WorldAction } from './answers.ts';

export type WorldOptions = {
  readonly seed: string | number;
  readonly customers: number;
  /** The history's first moment; it is taken as the beginning of its UTC day. */
  readonly start: Date;
  /** Calendar months of history before T0. */
  readonly months: number;
};

/** A message as it reaches a customer of the brand. `userId` is the brand's own account id. */
export type DeliveredMessage = {
  readonly messageId: string;
  readonly userId: string;
  readonly channel: Channel;
  /** `null` for a message that offers nothing. */
  readonly benefit: Benefit | null;
  readonly couponCode?: string | undefined;
  readonly at: Date;
};

export type World = {
  readonly options: WorldOptions;
  /** T0: the end of the history and the beginning of the live time. */
  readonly end: Date;
  /** Segment messages in order of time, at most 500 at once and never across a day; from the beginning or a later moment on. */
  readonly history: (from?: Date) => Iterable<readonly SegmentMessage[]>;
  /**
   * Puts messages before the customers; what was delivered before is ignored. Deliver before asking for the live
   * time that should answer. @returns how many were new, repeated, or for nobody the brand knows
   */
  readonly deliver: (messages: readonly DeliveredMessage[]) => Deliveries;
  /** What happens in [from, to), day by day. The same deliveries give the same actions, however often it is asked. */
  readonly live: (from: Date, to: Date) => Iterable<WorldAction>;
};
export type Deliveries = { readonly taken: number; readonly repeated: number; readonly unknown: number };

const historyBatch = 500;
/** Contacts of campaigns have keys below. */
const firstMessageKey = 1024;

/** @example const world = createWorld({ seed: 'lanjia', customers: 20_000, start: new Date('2025-01-01'), months: 18 }); */
export const createWorld = (options: WorldOptions): World => {
  const calendar = createCalendar(options.start, options.months);
  const seed = Number(hash64(`world:${options.seed}`) & 0x7fffffffn);
  const population = createPopulation({ seed, size: options.customers, calendar });
  const identities = identitiesOf(population);
  const endMs = calendar.startMs + calendar.historyDays * dayMs;
  const messages = new Map<string, DeliveredMessage>();
  const byPerson = new Map<number, DeliveredMessage[]>();

  const world: World = {
    options,
    end: new Date(endMs),
    *history(from = new Date(calendar.startMs)) {
      for (let block = calendar.blockOf(calendar.dayOf(from)); block < 0; block++) {
        const fromMs = Math.max(Number(from), calendar.startMs + calendar.blockStart(block) * dayMs);
        yield* inBatches(
          happenings(population, identities, fromMs, calendar.startMs + calendar.blockStart(block + 1) * dayMs),
          historyBatch,
        );
      }
    },
    deliver: (list) => {
      let [taken, repeated, unknown] = [0, 0, 0];
      const touched = new Set<number>();
      for (const message of list) {
        const index = personOf(message.userId, population);
        if (messages.has(message.messageId)) repeated++;
        else if (index === undefined) unknown++;
        else {
          taken++;
          messages.set(message.messageId, message);
          byPerson.set(index, [...(byPerson.get(index) ?? []), message]);
          touched.add(index);
        }
      }
      for (const index of touched)
        population.addContacts(index, contactsFrom(byPerson.get(index) ?? [], calendar.dayOf));
      return { taken, repeated, unknown };
    },
    live: (from, to) => answers(population, identities, from, to),
  };
  populations.set(world, population);
  return world;
};

/** The truth reads it through `truthOf`; a world does not show it. */
const populations = new WeakMap<World, Population>();
export const populationOf = (world: World): Population => {
  const population = populations.get(world);
  if (!population) throw new TypeError('not a world of createWorld');
  return population;
};

/** Accounts are numbered: the first ones of people from 100001 on, second ones from 10000001 on. */
export const personOf = (userId: string, { size }: { readonly size: number }): number | undefined => {
  const number = Number(/^u(\d+)$/.exec(userId)?.[1]);
  const index = number >= 10_000_001 ? number - 10_000_001 : number - 100_001;
  return Number.isInteger(index) && index >= 0 && index < size ? index : undefined;
};

/** Keys hang on the day and the place in it, not on the message's id: luck does not change with the offer. */
const contactsFrom = (list: readonly DeliveredMessage[], dayOf: (at: Date) => number): readonly Contact[] => {
  const sorted = list.toSorted((a, b) => Number(a.at) - Number(b.at) || (a.messageId < b.messageId ? -1 : 1));
  const seen = new Map<number, number>();
  return sorted.map(({ messageId, channel, benefit, couponCode, at }) => {
    const day = dayOf(at);
    const place = seen.get(day) ?? 0;
    seen.set(day, place + 1);
    return {
      key: firstMessageKey + day * 16 + Math.min(15, place),
      day,
      atMs: Number(at),
      channel,
      benefit,
      origin: { type: 'message', messageId, couponCode },
    };
  });
};
