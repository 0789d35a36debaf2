import { expect, test } from 'vitest';
import { check, parseExpression } from '#documents';
import { timeEdges } from './time-edges.ts';

const day = 86_400_000;
const edgesOf = (text: string) => {
  const { typed } = check(parseExpression(text), {}, 'boolean');
  if (typed === null) throw new Error(text);
  const { after, daily, always } = timeEdges(typed);
  return { after: after.map(({ event, afterMs }) => `${event} ${afterMs / day}`).toSorted(), daily, always };
};
const only = (...after: readonly string[]) => ({ after, daily: false, always: false });

test.each([
  ['an event of the future counts from then on', 'count(a) >= 1', only('a 0')],
  ['a window lets go of what is too old', 'count(a, 90d) >= 1', only('a 0', 'a 90')],
  ['a window that ends before now takes in', 'sum(a.x, 60d..30d) > 1', only('a 0', 'a 30', 'a 60')],
  ['a threshold in days is crossed once', 'days_since(a) > 30', only('a 0', 'a 30')],
  ['from either side, and with a value for never', '30 <= coalesce(days_since(a), 999)', only('a 0', 'a 30')],
  ['an absence runs out', 'sequence(a then not b within 2d)', only('a 0', 'a 2', 'b 0')],
  ['whether it ever was does not age', 'exists(days_since(a))', only('a 0')],
])('%s', (_, text, expected) => {
  expect(edgesOf(text)).toEqual(expected);
});

test('days of the calendar turn for everybody', () => {
  expect(edgesOf('count(a, this_month) > 1')).toMatchObject({ daily: true, always: false });
});

test('days that are calculated with may pass a threshold at any moment', () => {
  expect(edgesOf('days_since(a) / 2 > 3').always).toBe(true);
  expect(edgesOf('days_since(a) > days_since(b)').always).toBe(true);
});
