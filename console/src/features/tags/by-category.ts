import type { TagRow } from '../../../../src/profile/tags/schemas.ts';
import type { Say } from './category-tree.ts';

/** The tree's first level with its tags, in order of the levels below; those without a place last. */
export const byCategory = (
  tags: readonly TagRow[],
  say: Say,
): readonly { readonly category: string; readonly tags: readonly TagRow[] }[] => {
  const groups = new Map<string, TagRow[]>();
  for (const tag of tags) {
    const [category] = tag.category.map(say);
    groups.set(category ?? '', [...(groups.get(category ?? '') ?? []), tag]);
  }
  const placeOf = ({ category }: TagRow): string => category.map(say).join('/');
  return [...groups]
    .toSorted(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a.localeCompare(b, 'zh')))
    .map(([category, own]) => ({
      category,
      tags: own.toSorted((a, b) => placeOf(a).localeCompare(placeOf(b), 'zh')),
    }));
};
