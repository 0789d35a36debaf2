/** The keys, each after everything it refers to (depth first, Tarjan 1976); or a circle among them. */
export type ReferenceOrder =
  | { readonly type: 'ordered'; readonly keys: readonly string[] }
  /** First and last are the same. */
  | { readonly type: 'cycle'; readonly cycle: readonly string[] };

/**
 * `references` may name keys outside `keys`; they are followed, as a circle can pass through them, but not returned.
 * @example referenceOrder(['b', 'a'], (key) => (key === 'b' ? ['a'] : [])) // ordered: a, b
 */
export const referenceOrder = (
  keys: readonly string[],
  references: (key: string) => readonly string[],
): ReferenceOrder => {
  const done = new Set<string>();
  const ordered: string[] = [];
  const visit = (key: string, path: readonly string[]): readonly string[] | undefined => {
    if (done.has(key)) return undefined;
    if (path.includes(key)) return [...path.slice(path.indexOf(key)), key];
    for (const next of references(key)) {
      const cycle = visit(next, [...path, key]);
      if (cycle !== undefined) return cycle;
    }
    done.add(key);
    ordered.push(key);
    return undefined;
  };
  for (const key of keys) {
    const cycle = visit(key, []);
    if (cycle !== undefined) return { type: 'cycle', cycle };
  }
  const wanted = new Set(keys);
  return { type: 'ordered', keys: ordered.filter((key) => wanted.has(key)) };
};
