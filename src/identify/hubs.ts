import type { Link } from './graph.ts';
import type { Facts } from './resolve.ts';

/**
 * Identifiers seen with more different stronger identifiers of one type than theirs allows: the tablet of a shop, the
 * telephone of a call centre, a number everybody types. Counted over all links that events brought, refused ones too,
 * so that it does not matter which came first.
 */
export const findHubs = (links: readonly Link[], facts: Facts, known: ReadonlySet<bigint>): ReadonlySet<bigint> => {
  const seenWith = new Map<bigint, Map<string, Set<bigint>>>();
  for (const { a, b, rule } of links) {
    if (rule !== 'event') continue;
    count(seenWith, facts, a, b);
    count(seenWith, facts, b, a);
  }
  const hubs = new Set(known);
  for (const [key, types] of seenWith) {
    const most = facts.of(key).sharedAbove ?? Infinity;
    for (const others of types.values()) if (others.size > most) hubs.add(key);
  }
  return hubs;
};

const count = (seenWith: Map<bigint, Map<string, Set<bigint>>>, facts: Facts, key: bigint, other: bigint): void => {
  const rules = facts.of(key);
  if (rules.sharedAbove === undefined || facts.of(other).priority >= rules.priority) return;
  const types = seenWith.get(key) ?? new Map<string, Set<bigint>>();
  seenWith.set(key, types);
  const type = facts.type(other);
  types.set(type, (types.get(type) ?? new Set()).add(other));
};
