import { expect, test } from 'vitest';
import type { PlanEventAnswer } from '../../../../src/collect/plan/schemas.ts';
import { emptyRow } from './blocks.ts';
import { withMeasure } from './measures.ts';
import { catalogueOf, eventProperties, propertyChoices } from './words.ts';

const seen = (name: string, type: 'string' | 'number' | 'boolean', examples: readonly string[] = []) => ({
  name,
  share: 1,
  types: [{ type, share: 1 }],
  examples: [...examples],
  values: null,
  distinct: examples.length,
  personal: 'none' as const,
});
const event: PlanEventAnswer = {
  now: '2026-01-01T00:00:00Z',
  days: 7,
  name: 'order_paid',
  title: null,
  definition: {
    version: 1,
    remark: null,
    owner: null,
    column: null,
    mode: 'observe',
    unknownProperties: 'allow',
    properties: [
      {
        name: 'sold_by',
        title: null,
        shared: false,
        required: false,
        spec: { type: 'string', values: ['web'], personal: 'none' },
      },
      {
        name: 'amount',
        title: { zh: '金额', en: 'Amount' },
        shared: true,
        required: true,
        spec: { type: 'number', personal: 'none' },
      },
    ],
  },
  hasDraft: false,
  definable: true,
  events: 1,
  sampled: 1,
  firstSeen: null,
  lastSeen: null,
  bySource: [{ source: 'shop', events: 1 }],
  seen: [seen('amount', 'string', ['9']), seen('gift', 'boolean'), seen('product_id', 'string', ['p1', 'p2'])],
  violations: [],
  violationsByDay: [],
};
const attributes = [
  {
    property: 'product_id',
    name: 'category',
    title: { zh: '品类', en: 'Category' },
    type: 'string' as const,
    values: ['fridge'],
  },
];

test('properties are what the plan defines, then what was seen, each followed by what its catalogue says', () => {
  expect(propertyChoices(event, attributes).map(({ value, kind, values }) => [value, kind, values.length])).toEqual([
    ['sold_by', 'text', 1],
    ['amount', 'number', 1],
    ['gift', 'flag', 0],
    ['product_id', 'text', 2],
    ['product_id->category', 'text', 1],
  ]);
  expect(eventProperties(event, []).at(-1)).toMatchObject({ value: '$source', values: [{ value: 'shop' }] });
  expect(eventProperties(undefined, []).map(({ value }) => value)).toEqual(['$value', '$currency', '$source']);
});

test('nothing is missed while the lists are on their way', () => {
  expect(catalogueOf(undefined, undefined, undefined)).toEqual({});
  expect(
    catalogueOf({ events: [], models: [], attributes }, undefined, undefined).attributes?.get('product_id'),
  ).toEqual(['category']);
});

test('another measure keeps of the comparison what still fits', () => {
  const row = emptyRow('did', () => 'b1');
  if (row.type !== 'did') throw new Error('did');
  expect(withMeasure(row, 'never').test).toBeNull();
  expect(withMeasure(withMeasure(row, 'never'), 'count').test).toEqual({ operator: '>=', values: [1] });
  expect(withMeasure(row, 'days_since').test).toEqual({ operator: '>=', values: [1] });
  const named = { ...row, measure: 'last', property: 'city', test: { operator: '=', values: ['上海'] } } as const;
  expect(withMeasure(named, 'first')).toMatchObject({ property: 'city', test: named.test });
  expect(withMeasure(named, 'sum').test).toEqual({ operator: '>=', values: [] });
  expect(withMeasure(named, 'count').property).toBe('');
});
