import { expect, test } from 'vitest';
import { expressionProblems } from './expression-problems.ts';
import type { Written } from './expression/structured/structured.ts';

const context = {
  documents: (kind: string): ReadonlyMap<string, unknown> =>
    new Map(
      kind === 'EventDefinition'
        ? [['order_paid', { properties: { amount: {} } }]]
        : kind === 'Tag'
          ? [['tier', {}]]
          : [],
    ),
};
const placesOf = (written: Written): readonly string[] =>
  expressionProblems(written, { path: 'spec.condition', context, expect: 'boolean' }).map(
    ({ severity, path, within }) => `${severity} ${path}${within ? ` ${within.line}:${within.column}` : ''}`,
  );

test.each<[Written, readonly string[]]>([
  ['count(order_paid where amuont > 3) > 1', ['warning spec.condition 1:24']],
  [
    {
      all: [
        { count: 'order_paid', where: { amuont: { '>': 3 } }, is: 1 },
        { tag: 'teir', is: 'L1' },
      ],
    },
    ['warning spec.condition.all[0].where.amuont', 'warning spec.condition.all[1]'],
  ],
  [{ count: 'order_paid', is: 'many' }, ['error spec.condition.is']],
  [{ count: 'order_paid' }, ['error spec.condition']],
  [{ all: ['true', { count: 'order_paid', window: '9' }] }, ['error spec.condition.all[1].window']],
  [{ has_tag: 'tier' }, []],
])('%j: %j', (written, places) => {
  expect(placesOf(written)).toEqual(places);
});
