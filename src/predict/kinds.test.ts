import { describe, expect, it } from 'vitest';
import { modelKind } from './kinds.ts';

const spec = { goal: { event: 'order_paid', value: 'margin' }, who: 'count(order_paid, 365d) >= 1', horizonDays: 30 };
const context = { documents: () => new Map<string, unknown>() };
const key = { kind: 'Model', name: 'repurchase' };
const paths = (changed: object): string[] =>
  modelKind.inspect({ ...spec, ...changed }, context, key).problems.map(({ path }) => path);

describe('a Model document', () => {
  it('needs no more than a goal, whom it is about and a horizon', () => {
    expect(paths({})).toEqual([]);
    expect(modelKind.parse(spec)).toMatchObject({
      type: 'valid',
      spec: { features: 'all', training: { dates: 6, stepDays: 30 } },
    });
  });

  it('refers to the features it names', () => {
    const { references } = modelKind.inspect({ ...spec, features: ['recency', 'orders-90d'] }, context, key);
    expect(references).toEqual([
      { kind: 'Feature', name: 'recency', path: 'spec.features[0]' },
      { kind: 'Feature', name: 'orders-90d', path: 'spec.features[1]' },
    ]);
  });

  it('says where it is wrong', () => {
    expect(paths({ who: 'count(order_paid' })).toEqual(['spec.who']);
    expect(paths({ who: 'count(order_paid)' })).toEqual(['spec.who']); // a number is no condition
    expect(paths({ goal: { event: 'order_paid', where: 'amount >=' } })).toEqual(['spec.goal.where']);
    expect(paths({ horizonDays: 0 })).toEqual(['spec.horizonDays']);
    expect(paths({ search: { depth: [40] } })).toEqual(['spec.search.depth[0]']);
  });
});
