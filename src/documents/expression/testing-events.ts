import fc from 'fast-check';
import type { HistoryEvent } from './property-value.ts';

/** The names and values that random expressions ask for, and random events that have them. */

export const eventNames = ['order_paid', 'viewed', 'Order Completed', '$message_sent', 'where'];
export const propertyPaths: readonly (readonly string[])[] = [
  ['amount'],
  ['category'],
  ['gift'],
  ['ship', 'city'],
  ['价格'],
  ['in'],
  ['unit price'],
];
export const texts = ['', 'a', 'b', '12', '1.5', 'true', 'it\'s \\ \n\t"', '北京', '\u{1F600}', '\uFFFD'];
// sums of these are exact in binary, so the order of adding cannot show
export const numbers = [-3, -0.5, 0, 0.25, 1, 2, 3.5, 12, 300];

const value = fc.oneof(
  fc.constantFrom<unknown>(...numbers, ...texts),
  fc.constantFrom<unknown>(true, false, null, 'inf', ' 1', '+5', '.5', '1e3', [], [1, 2], ['a'], [1, 'a'], {}),
);

/** Times are whole hours around T, so that window edges and T itself are hit often. */
export const anyEvent = (asOf: Date): fc.Arbitrary<HistoryEvent> =>
  fc.record({
    eventId: fc.uuid(),
    name: fc.constantFrom(...eventNames, '$identify', '$traits_once', '$traits_unset', '$tag_set', '$tag_removed'),
    ts: fc.integer({ min: -100, max: 3 }).map((hours) => new Date(asOf.getTime() + hours * 3_600_000)),
    properties: fc.record(
      {
        amount: value,
        category: value,
        gift: value,
        ship: fc.record({ city: value }),
        价格: value,
        in: value,
        'unit price': value,
        tag: fc.constantFrom('tier', 'hand "set"', 'hand "set"'),
        value: fc.constantFrom<unknown>('a', 'b', '北京', 12, null),
        until: fc.constantFrom<unknown>('', null, '2025-06-14', '2025-06-15T12:00:00.500Z', '2025-06-15T12:00:00.501Z'),
      },
      { requiredKeys: [] },
    ),
  });
