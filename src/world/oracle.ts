import type { Identity } from './identity.ts';
import { identitiesOf } from './happenings.ts';
import { useCostMinor } from './offers.ts';
import { caresOn, type Person } from './person.ts';
import { type Expected, expectedOf, type Scene, sceneAt, type Treatment } from './truth.ts';
import { personOf, populationOf, type World } from './world.ts';

/**
 * What only the world knows. For the oracle of benchmarks and for tests: no room may read it.
 */
export type Truth = {
  /** The first account of everybody who had signed up by a moment, in the order of their numbers. */
  readonly accounts: (at: Date) => readonly string[];
  /**
   * The exact expectation under the model for the `horizonDays` (at most 31) UTC days from the one of `at` on, given
   * what happened before that day, if the customer is sent the treatment on that day or nothing.
   * @throws RangeError for an account that does not exist or a horizon beyond 31 days
   */
  readonly expected: (userId: string, treatment: Treatment | null, at: Date, horizonDays: number) => Expected;
  /** What really came of the deliveries so far, from the orders of [from, to); `costMinor` is that of benefits used. */
  readonly realised: (userId: string, from: Date, to: Date) => Expected;
  readonly person: (userId: string) => {
    readonly nature: Person;
    readonly identity: Identity;
    readonly caresAt: (at: Date) => boolean;
  };
};

/** @example truthOf(world).expected('u100001', { channel: 'sms', benefit }, world.end, 30).marginMinor */
export const truthOf = (world: World): Truth => {
  const population = populationOf(world);
  const { calendar, lifeOf, size } = population;
  const identities = identitiesOf(population);
  const indexOf = (userId: string): number => {
    const index = personOf(userId, population);
    if (index === undefined) throw new RangeError(`nobody has the account ${userId}`);
    return index;
  };
  // one person is usually asked about for many treatments in a row
  let recent: { readonly index: number; readonly scene: Scene } | undefined;
  const sceneOf = (index: number, day: number): Scene => {
    const life = lifeOf(index, day);
    if (recent?.index !== index || recent.scene.day !== day || recent.scene.life !== life)
      recent = { index, scene: sceneAt(population, index, day) };
    return recent.scene;
  };
  return {
    accounts: (at) => {
      const day = calendar.dayOf(at);
      const known: string[] = [];
      for (let index = 0; index < size; index++) {
        if (lifeOf(index, day).fate.signUpMs < Number(at)) known.push(identities(index).userId);
      }
      return known;
    },
    expected: (userId, treatment, at, horizonDays) =>
      expectedOf(sceneOf(indexOf(userId), calendar.dayOf(at)), treatment, horizonDays),
    realised: (userId, from, to) => {
      const orders = lifeOf(indexOf(userId), calendar.dayOf(to)).orders.filter(
        ({ atMs }) => atMs >= Number(from) && atMs < Number(to),
      );
      return orders.reduce<Expected>(
        (sum, { product, used }) => ({
          orders: sum.orders + 1,
          gmvMinor: sum.gmvMinor + product.priceMinor,
          marginMinor: sum.marginMinor + product.marginMinor,
          costMinor: sum.costMinor + (used?.benefit ? useCostMinor(used.benefit) : 0),
        }),
        { orders: 0, gmvMinor: 0, marginMinor: 0, costMinor: 0 },
      );
    },
    person: (userId) => {
      const index = indexOf(userId);
      const nature = lifeOf(index, calendar.historyDays).fate.person;
      return { nature, identity: identities(index), caresAt: (at) => caresOn(nature, calendar.dayOf(at), calendar) };
    },
  };
};
