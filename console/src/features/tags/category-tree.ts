import type { TagRow } from '../../../../src/profile/tags/schemas.ts';

/** Words in the language of whoever reads. */
export type Say = (words: TagRow['title']) => string;

/** One level of the tree, flat: `path` from the outside in, how many tags stand in it or below. */
export type CategoryNode = { readonly path: readonly string[]; readonly tags: number };

/** All levels in reading order; tags without a category are not in it. */
export const categoryTree = (tags: readonly TagRow[], say: Say): readonly CategoryNode[] => {
  const counts = new Map<string, number>();
  for (const { category } of tags)
    for (let depth = 1; depth <= category.length; depth += 1) {
      const key = category.slice(0, depth).map(say).join('/');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return [...counts]
    .map(([key, count]) => ({ path: key.split('/'), tags: count }))
    .toSorted((a, b) => comparePaths(a.path, b.path));
};

/** In either language: an address that somebody was sent opens for whoever reads the other. */
export const isWithin = (tag: TagRow, path: readonly string[]): boolean =>
  path.every((level, i) => tag.category[i]?.zh === level || tag.category[i]?.en === level);

const comparePaths = (a: readonly string[], b: readonly string[]): number => {
  for (const [i, level] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (other !== level) return level.localeCompare(other, 'zh');
  }
  return a.length - b.length;
};
