import type { TagRow } from '../../../../src/profile/tags/schemas.ts';

/** The tree's first level with its tags, in order of the levels below; those without a place last. */
export const byCategory = (
  tags: readonly TagRow[],
): readonly { readonly category: string; readonly tags: readonly TagRow[] }[] => {
  const groups = new Map<string, TagRow[]>();
  for (const tag of tags) {
    const [category = ''] = tag.category;
    groups.set(category, [...(groups.get(category) ?? []), tag]);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a.localeCompare(b, 'zh')))
    .map(([category, own]) => ({
      category,
      tags: own.toSorted((a, b) => a.category.join('/').localeCompare(b.category.join('/'), 'zh')),
    }));
};
