import { expect, it } from 'vitest';
import { firstText, schemaFields } from './schema-fields.ts';

const schema = {
  type: 'object',
  required: ['goal', 'offers', 'schedule'],
  properties: {
    goal: {
      type: 'object',
      required: ['event', 'horizonDays'],
      properties: { event: { type: 'string' }, horizonDays: { type: 'integer', minimum: 1 } },
    },
    offers: { type: 'array', items: { type: 'string' } },
    schedule: { type: 'string', enum: ['manual', 'daily'] },
    remark: { type: 'string', description: 'for colleagues' },
  },
};

it('lists nested fields by path and marks the required ones', () => {
  expect(schemaFields(schema).map(({ path, type, required }) => [path, type, required])).toEqual([
    ['goal', 'object', true],
    ['goal.event', 'string', true],
    ['goal.horizonDays', 'integer', true],
    ['offers', 'string[]', true],
    ['schedule', '"manual" | "daily"', true],
    ['remark', 'string', false],
  ]);
});

it('begins a new document with every required field and nothing else', () => {
  expect(firstText({ kind: 'Program', name: 'p', schema })).toBe(
    'kind: Program\nname: p\ntitle:\n  zh: p\n  en: p\nspec:\n  goal:\n    event: ""\n    horizonDays: 1\n  offers: []\n  schedule: "manual"\n',
  );
});
