import { describe, expect, test } from 'vitest';
import { check, type Catalogue } from './check.ts';
import { referencesOf } from './nodes.ts';
import { parseExpression } from './parse-expression.ts';
import type { ValueType } from './typed.ts';

const catalogue: Catalogue = {
  events: new Map([
    ['order_paid', ['amount', 'category']],
    ['store_visited', null],
  ]),
  audiences: new Set(['staff']),
  tags: new Set(['tier']),
  models: new Set(['churn']),
  attributes: new Map([['product_id', ['category', 'brand']]]),
};
const checked = (text: string, expect?: ValueType) => check(parseExpression(text), catalogue, expect);
const found = (text: string, expect?: ValueType) =>
  checked(text, expect).problems.map(
    ({ severity, code, span }) => `${severity} ${code} ${span.start.line}:${span.start.column}`,
  );

describe('check', () => {
  test.each([
    ['count(order_paid, 90d)', 'number'],
    ['sum(order_paid.amount) / count(order_paid)', 'number'],
    ['last(order_paid.category)', 'number'],
    ['last(order_paid.category) = "fridge"', 'boolean'],
    ['trait("city") in ("北京", "上海") and not in_audience(staff)', 'boolean'],
    ['count(order_paid where amount >= 300 and category != null) > 0', 'boolean'],
    ['coalesce(trait("city"), "?")', 'string'],
    ['never(order_paid, 90d)', 'boolean'],
    ['trend(sum(order_paid.amount) / count(order_paid), 30d)', 'number'],
    ['favourite(order_paid.category) = "fridge"', 'boolean'],
    ['tag("tier") in ("L1", "L2") and has_tag(tier)', 'boolean'],
    ['score(churn)', 'number'],
    ['count(store_visited where product_id->brand = "x", since last order_paid) > 0', 'boolean'],
    ['count(store_visited where anything = 1)', 'number'],
    ['count($message_sent where channel = "sms")', 'number'],
  ] as const)('finds nothing wrong with %s, a %s', (text, type) => {
    expect(checked(text)).toMatchObject({ problems: [], type });
  });

  test.each([
    ['count(order_payed)', ['warning unknown_event 1:7']],
    ['count(order_paid where amuont > 3)', ['warning unknown_property 1:24']],
    ['sum(order_paid.total)', ['warning unknown_property 1:5']],
    ['in_audience(stuff)', ['warning unknown_audience 1:1']],
    ['tag(teir) = "L1"', ['warning unknown_tag 1:1']],
    ['score(chrun)', ['warning unknown_model 1:1']],
    ['count(store_visited where product_id->colour = "x")', ['warning unknown_attribute 1:27']],
    ['count(store_visited where produkt_id->brand = "x")', ['warning unknown_catalogue 1:27']],
    ['favourite(store_visited.product_id->colour) = "x"', ['warning unknown_attribute 1:11']],
    ['count(store_visited, since last order_payed)', ['warning unknown_event 1:33']],
    ['count(store_visited, since last order_paid where amuont > 1)', ['warning unknown_property 1:50']],
    ['tag(tier) > 3', ['error different_types 1:1']],
    ['trend(count(order_paid, 9d), 30d)', ['error trend_window 1:7']],
    ['trend(trend(count(order_paid), 9d), 30d)', ['error trend_window 1:7']],
    ['trend(score(churn), 30d)', ['error trend_of_nothing 1:1']],
    ['never(order_paid) + 1', ['error wrong_type 1:1']],
    ['count(order_paid) = "2"', ['error different_types 1:1']],
    ['count(order_paid) and true', ['error wrong_type 1:1']],
    ['1 + (count(order_paid) > 2)', ['error wrong_type 1:6']],
    ['-"a" = 1', ['error wrong_type 1:2']],
    ['count(order_paid) + null', ['error null_misplaced 1:21']],
    ['count(order_paid) < null', ['error null_misplaced 1:21']],
    ['in_audience(staff) > true', ['error no_order 1:1']],
    ['count(order_paid where category in ("a", 1))', ['error different_types 1:42']],
    ['count(order_paid) in (true)', ['error wrong_type 1:23', 'error wrong_type 1:1']],
  ])('%s: %j', (text, problems) => {
    expect(found(text)).toEqual(expect.arrayContaining(problems.slice(0, 1)));
  });

  test('holds the place to the type it demands', () => {
    expect(found('count(order_paid)', 'boolean')).toEqual(['error wrong_type 1:1']);
    expect(found('count(order_paid) > 1', 'number')).toEqual(['error wrong_type 1:1']);
    expect(found('last(order_paid.category)', 'boolean')).toEqual([]);
  });

  test('guesses what was meant', () => {
    expect(checked('count(order_payed)').problems[0]?.message).toEqual({
      en: 'No event "order_payed" is defined. Did you mean "order_paid"? Define it, or check the spelling.',
      zh: '没有定义事件“order_payed”。是否想写“order_paid”？请先定义，或检查拼写。',
    });
  });

  test('warnings do not stand in the way of a typed result; errors do', () => {
    expect(checked('count(order_payed)').typed).not.toBeNull();
    expect(checked('count(order_paid) = "2"').typed).toBeNull();
  });
});

test('referencesOf names every event, audience and trait once', () => {
  expect(
    referencesOf(
      parseExpression('count(b) > count(a) and in_audience("x-1") and count(a) > 1 and trait("ship.city") = "c"'),
    ),
  ).toEqual({
    events: ['a', 'b'],
    audiences: ['x-1'],
    tags: [],
    models: [],
    traits: ['ship.city'],
  });
  expect(
    referencesOf(parseExpression('count(a, since last b) > score(m) and has_tag(t) or tag(u) = "x" or never(c)')),
  ).toMatchObject({ events: ['a', 'b', 'c'], tags: ['t', 'u'], models: ['m'] });
});
