import { expect, test } from 'vitest';
import type { TagRow } from '../../../../src/profile/tags/schemas.ts';
import { categoryTree, isWithin } from './category-tree.ts';

const aTag = (...category: readonly string[]): TagRow => ({
  name: category.join('_'),
  title: { zh: 't', en: 't' },
  type: 'rule',
  category: category.map((level) => ({ zh: `${level}-zh`, en: level })),
  owner: null,
  remark: null,
  validDays: null,
  sizes: [],
  people: 0,
  trend: [],
  since: null,
});

test('every level stands once, under the one above it, with all tags in and below it', () => {
  const tree = categoryTree([aTag('b', 'y'), aTag('a'), aTag('b', 'x'), aTag('b'), aTag()], ({ en }) => en);
  expect(tree.map(({ path, tags }) => `${path.join('/')} ${tags}`)).toEqual(['a 1', 'b 3', 'b/x 1', 'b/y 1']);
});

test('a tag is within its own category and those above it', () => {
  expect(isWithin(aTag('b', 'y'), ['b'])).toBe(true);
  expect(isWithin(aTag('b', 'y'), ['b-zh', 'y-zh'])).toBe(true);
  expect(isWithin(aTag('b', 'y'), ['b', 'x'])).toBe(false);
  expect(isWithin(aTag(), [])).toBe(true);
});
