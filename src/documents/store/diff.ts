import { pathText } from '../kind.ts';

/** One difference between two versions, at its path. */
export type Difference =
  | { readonly type: 'added'; readonly path: string; readonly after: unknown }
  | { readonly type: 'removed'; readonly path: string; readonly before: unknown }
  | { readonly type: 'changed'; readonly path: string; readonly before: unknown; readonly after: unknown };

/** What changed from one value to another; objects by key, lists by position. */
export const difference = (
  before: unknown,
  after: unknown,
  path: readonly PropertyKey[] = [],
): readonly Difference[] => {
  if (Object.is(before, after)) return [];
  const [from, to] = [partsOf(before), partsOf(after)];
  if (from === undefined || to === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return [{ type: 'changed', path: pathText(path), before, after }];
  }
  const keys = [...new Set([...from.keys(), ...to.keys()])];
  return keys.flatMap((key): readonly Difference[] => {
    const at = [...path, key];
    if (!to.has(key)) return [{ type: 'removed', path: pathText(at), before: from.get(key) }];
    if (!from.has(key)) return [{ type: 'added', path: pathText(at), after: to.get(key) }];
    return difference(from.get(key), to.get(key), at);
  });
};

const partsOf = (value: unknown): ReadonlyMap<PropertyKey, unknown> | undefined => {
  if (Array.isArray(value)) return new Map(value.map((item: unknown, i) => [i, item]));
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
};
