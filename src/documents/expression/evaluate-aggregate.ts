import { diversityOf, favouriteOf, meanOf, stddevOf } from './statistics.ts';
import type { History } from './evaluate.ts';
import { propertyValue, type HistoryEvent, type Value } from './property-value.ts';
import { windowMs } from './window-edges.ts';
import type { Typed, TypedAggregate } from './typed.ts';

const dayMs = 86_400_000;

/** One aggregate over one person's events of its window, which ends at T or before it. */
export const evaluateAggregate = (
  aggregate: TypedAggregate,
  history: History,
  isTrue: (where: Typed, event: HistoryEvent) => boolean,
): Value => {
  const { event: name, where, window } = aggregate;
  const now = history.asOf.getTime();
  const { start, end } = windowMs(window, history, isTrue);
  const matching = history.events.filter(
    (event) =>
      event.name === name &&
      event.ts.getTime() < end &&
      event.ts.getTime() >= start &&
      (where === null || isTrue(where, event)),
  );
  switch (aggregate.name) {
    case 'count':
      return matching.length;
    case 'days_since':
      return matching.length === 0 ? null : (now - Math.max(...matching.map((event) => event.ts.getTime()))) / dayMs;
    case 'days_since_first':
      return matching.length === 0 ? null : (now - Math.min(...matching.map((event) => event.ts.getTime()))) / dayMs;
    case 'interval_mean':
      return meanOf(intervalsDays(matching));
    case 'interval_cv': {
      const intervals = intervalsDays(matching);
      const [deviation, mean] = [stddevOf(intervals), meanOf(intervals)];
      return deviation === null || mean === null || mean === 0 ? null : deviation / mean;
    }
    default:
      return summarise(aggregate, matching, history);
  }
};

const summarise = (
  { name, property }: TypedAggregate,
  events: readonly HistoryEvent[],
  { attribute }: History,
): Value => {
  if (property === null) return null;
  const known = events
    .map((event) => ({ event, value: propertyValue(event, property, attribute) }))
    .filter(({ value }) => value !== null)
    .sort((a, b) => inTime(a.event, b.event));
  const values = known.map(({ value }) => value);
  const numbers = values.filter((value) => typeof value === 'number');
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'sum':
      return sum;
    case 'mean':
      return meanOf(numbers);
    case 'min':
      return numbers.length === 0 ? null : Math.min(...numbers);
    case 'max':
      return numbers.length === 0 ? null : Math.max(...numbers);
    case 'distinct':
      return new Set(values).size;
    case 'first':
      return values[0] ?? null;
    case 'last':
      return values.at(-1) ?? null;
    case 'favourite':
      return favouriteOf(known.map(({ event, value }) => ({ value, at: event.ts.getTime() })));
    case 'diversity':
      return diversityOf(values);
    case 'stddev':
      return stddevOf(numbers);
    default:
      return null;
  }
};

/** Days between each event and the next. */
const intervalsDays = (events: readonly HistoryEvent[]): readonly number[] => {
  const times = events.map(({ ts }) => ts.getTime()).toSorted((a, b) => a - b);
  return times.slice(1).map((at, i) => (at - (times[i] ?? at)) / dayMs);
};

/** By time; of two in the same millisecond, by event id as ClickHouse orders UUIDs: second half first. */
export const inTime = (a: HistoryEvent, b: HistoryEvent): number => {
  const difference = a.ts.getTime() - b.ts.getTime();
  if (difference !== 0) return difference;
  return sortKey(a.eventId) < sortKey(b.eventId) ? -1 : 1;
};

const sortKey = (uuid: string): string => {
  const hex = uuid.replaceAll('-', '').toLowerCase();
  return hex.slice(16) + hex.slice(0, 16);
};
