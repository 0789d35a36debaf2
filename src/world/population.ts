import type { Calendar } from './calendar.ts';
import { campaignContact, type CampaignLot, campaignLots, type Contact } from './contacts.ts';
import { drawFate, type Fate, type Life, live, type Setting } from './life.ts';
import { drawPerson, type Person } from './person.ts';

/** Everybody's life so far as it has been asked for, kept until a message changes it. */
export type Population = {
  readonly size: number;
  readonly seed: number;
  readonly calendar: Calendar;
  /** A person's life, drawn at least until `untilDay`. */
  readonly lifeOf: (index: number, untilDay: number) => Life;
  readonly lotsOf: (index: number) => readonly CampaignLot[];
  readonly contactsOf: (index: number) => readonly Contact[];
  readonly addContacts: (index: number, contacts: readonly Contact[]) => void;
};

/** Lives are drawn in steps of this many days, so that a round does not draw them all again. */
const stepDays = 120;

export const createPopulation = (args: {
  readonly seed: number;
  readonly size: number;
  readonly calendar: Calendar;
}): Population => {
  const { seed, size, calendar } = args;
  const people: (Person | undefined)[] = [];
  const fates: (Fate | undefined)[] = [];
  const lives: (Life | undefined)[] = [];
  const lots: (readonly CampaignLot[] | undefined)[] = [];
  const delivered = new Map<number, readonly Contact[]>();
  let untilDay = calendar.historyDays + stepDays;

  const settingFor = (day: number): Setting => {
    if (day > untilDay) {
      untilDay = day + stepDays;
      fates.length = 0;
      lives.length = 0;
    }
    return { seed, calendar, untilDay };
  };
  const fateOf = (index: number, setting: Setting): Fate => {
    const person = (people[index] ??= drawPerson(seed, index, calendar));
    return (fates[index] ??= drawFate(setting, person));
  };
  const lotsOf = (index: number): readonly CampaignLot[] => (lots[index] ??= lotsFrom(fateOf(index, settingFor(0))));
  const lotsFrom = ({ person, signUpMs }: Fate) => campaignLots({ seed, calendar, person, signUpMs });
  const contactsOf = (index: number): readonly Contact[] => [
    ...lotsOf(index).flatMap((lot) => campaignContact(lot) ?? []),
    ...(delivered.get(index) ?? []),
  ];
  return {
    size,
    seed,
    calendar,
    lotsOf,
    contactsOf,
    lifeOf: (index, day) => {
      const setting = settingFor(day);
      return (lives[index] ??= live(setting, fateOf(index, setting), contactsOf(index)));
    },
    addContacts: (index, contacts) => {
      delivered.set(index, contacts);
      lives[index] = undefined;
    },
  };
};
