import { describe, expect, test } from 'vitest';
import { check } from './check.ts';
import { evaluate } from './evaluate.ts';
import { parseExpression } from './parse-expression.ts';
import type { HistoryEvent, Value } from './property-value.ts';

const asOf = new Date('2025-01-31T00:00:00Z');
const daysBefore = (days: number): Date => new Date(asOf.getTime() - days * 86_400_000);

let events = 0;
const anOrder = (days: number, properties: HistoryEvent['properties'] = {}): HistoryEvent => ({
  eventId: `00000000-0000-0000-0000-${String((events += 1)).padStart(12, '0')}`,
  name: 'order_paid',
  ts: daysBefore(days),
  properties,
});

const orders = [
  anOrder(40, { amount: 100, category: 'fridge' }),
  anOrder(10, { amount: '250.5', category: 'washer', coupon_code: 'A', gift: true }),
  anOrder(2.5, { amount: 'unknown', ship: { city: '北京' } }),
  anOrder(0, { amount: 9999 }),
];

const valueOf = (text: string): Value => {
  const { typed } = check(parseExpression(text));
  if (typed === null) throw new Error(text);
  return evaluate(typed, {
    events: orders,
    asOf,
    inAudience: (name) => name === 'staff',
    score: (model) => (model === 'churn' ? 0.75 : null),
    attribute: (property, attribute, id) =>
      property === 'category' && attribute === 'line' && id !== '' ? 'white goods' : null,
  });
};

describe('evaluate', () => {
  test.each<[string, Value]>([
    ['count(order_paid)', 3],
    ['count(order_paid, 10d)', 2],
    ['count(order_paid, 239h)', 1],
    ['sequence(order_paid then order_paid within 31d)', true],
    ['sequence(order_paid then order_paid within 7d)', false],
    ['sequence(order_paid where amount = 100 then not order_paid within 29d)', true],
    ['sequence(order_paid where amount = 100 then not order_paid within 30d)', false],
    ['sequence(order_paid where exists(ship.city) then not order_paid within 3d)', false],
    ['sum(order_paid.amount)', 350.5],
    ['mean(order_paid.amount)', 175.25],
    ['max(order_paid.amount where category = "fridge")', 100],
    ['first(order_paid.amount)', 100],
    ['last(order_paid.amount)', 250.5],
    ['coalesce(last(order_paid.category), "none")', 'washer'],
    ['distinct(order_paid.category)', 2],
    ['days_since(order_paid)', 2.5],
    ['days_since_first(order_paid)', 40],
    ['count(order_paid where coupon_code = null)', 2],
    ['count(order_paid where gift)', 1],
    ['count(order_paid where ship.city = "北京")', 1],
    ['in_audience(staff) and not in_audience(other)', true],
    ['coalesce(favourite(order_paid.category), "")', 'washer'],
    ['diversity(order_paid.category)', 0.5],
    ['stddev(order_paid.amount)', 150.5 / Math.SQRT2],
    ['interval_mean(order_paid)', 18.75],
    ['interval_cv(order_paid)', 22.5 / Math.SQRT2 / 18.75],
    ['never(order_paid, 2d)', true],
    ['trend(count(order_paid), 20d)', 1],
    ['trend(sum(order_paid.amount), 15d)', null],
    ['count(order_paid, since first order_paid)', 2],
    ['count(order_paid, since last order_paid where amount > 200)', 1],
    ['count(order_paid, since last order_paid)', 0],
    ['count(order_paid, since last store_visited)', 0],
    ['count(order_paid where category->line = "white goods")', 2],
    ['coalesce(favourite(order_paid.category->line), "")', 'white goods'],
    ['score(churn) > 0.5', true],
  ])('%s is %j', (text, value) => {
    const found = valueOf(text);
    if (typeof value === 'number') expect(found).toBeCloseTo(value, 9);
    else expect(found).toBe(value);
  });

  test.each<[string, Value]>([
    ['count(nothing)', 0],
    ['sum(nothing.amount)', 0],
    ['mean(nothing.amount)', null],
    ['days_since(nothing)', null],
    ['favourite(nothing.category) = null', true],
    ['diversity(nothing.category)', null],
    ['stddev(nothing.amount)', null],
    ['stddev(order_paid.amount, 20d)', null],
    ['interval_mean(order_paid, 3d)', null],
    ['interval_cv(order_paid, 10d)', null],
    ['never(nothing)', true],
    ['score(other)', null],
    ['distinct(nothing.amount)', 0],
    ['1 / count(nothing)', null],
    ['coalesce(1 / count(nothing), 7)', 7],
    ['days_since(nothing) > 3', false],
    ['not days_since(nothing) > 3', true],
    ['days_since(nothing) != 3', false],
    ['last(nothing.category) not in ("a")', false],
    ['not last(nothing.category) in ("a")', true],
    ['last(nothing.category) = null', true],
    ['exists(last(nothing.category))', false],
  ])('of nothing: %s is %j', (text, value) => {
    expect(valueOf(text)).toBe(value);
  });
});

describe('trait("city"), set, set once and unset', () => {
  const city = check(parseExpression('trait("city")'), {}, 'string').typed;
  const told = (hour: number, name: string, value: unknown): HistoryEvent => ({
    eventId: `00000000-0000-4000-8000-0000000000${String(hour).padStart(2, '0')}`,
    name,
    ts: new Date(Date.UTC(2025, 0, 1, hour)),
    properties: { city: value },
  });
  const set = (hour: number, value: string) => told(hour, '$identify', value);
  const once = (hour: number, value: string) => told(hour, '$traits_once', value);
  const unset = (hour: number) => told(hour, '$traits_unset', true);
  const known = (...events: readonly HistoryEvent[]) =>
    city === null ? undefined : evaluate(city, { events, asOf: new Date(Date.UTC(2025, 0, 2)) });

  test('the value set last counts, in whatever order the events arrive', () => {
    expect(known(set(2, 'b'), set(1, 'a'))).toBe('b');
  });
  test('of what was set once the first counts, and only until something was set', () => {
    expect(known(once(2, 'b'), once(1, 'a'))).toBe('a');
    expect(known(once(1, 'a'), set(2, 'b'))).toBe('b');
    expect(known(set(1, 'b'), once(2, 'a'))).toBe('b');
  });
  test('what was unset is not known, until it is told again', () => {
    expect(known(set(1, 'a'), once(1, 'a'), unset(2))).toBeNull();
    expect(known(set(1, 'a'), unset(2), once(3, 'b'), once(4, 'c'))).toBe('b');
    expect(known(once(1, 'a'), unset(2), set(3, 'b'))).toBe('b');
  });
});
