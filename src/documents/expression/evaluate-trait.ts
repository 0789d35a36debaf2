import { inTime } from './evaluate-aggregate.ts';
import type { History } from './evaluate.ts';
import { propertyValue, type HistoryEvent, type Value } from './property-value.ts';
import { traitEvents, type TypedTrait } from './typed.ts';

/**
 * What is known of a trait at T: the value set last, else the first one set once, both counted only since the trait was
 * last unset. `$identify` sets, `$traits_once` sets what is not known yet, `$traits_unset` forgets the traits it names.
 * The order is the events' own, whenever they arrive. The SQL twin is sql/trait-sql.ts.
 */
export const evaluateTrait = ({ path, as }: TypedTrait, { events, asOf }: History): Value => {
  const past = events.filter(({ ts }) => ts < asOf).toSorted(inTime);
  const told = (name: string, type: TypedTrait['as']): readonly HistoryEvent[] =>
    past.filter((event) => event.name === name && propertyValue(event, { path, as: type, attribute: null }) !== null);
  const unset = told(traitEvents.unset, 'string').at(-1);
  const since = (event: HistoryEvent): boolean => unset === undefined || inTime(event, unset) > 0;
  const known = told(traitEvents.set, as).findLast(since) ?? told(traitEvents.once, as).find(since);
  return known === undefined ? null : propertyValue(known, { path, as, attribute: null });
};
