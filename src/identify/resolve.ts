import {
  type Graph,
  type JudgedLink,
  type Link,
  type Refusal,
  type Resolution,
  type Tenure,
  type TypeRules,
  type Verdict,
} from './graph.ts';
import { findHubs } from './hubs.ts';
import { inOrder, type OrderedLink } from './link-order.ts';
import { LimitedSets, sidesOf } from './limited-sets.ts';

/**
 * Who is who, given all links of some people: a function of the set of links alone, whatever order they came in.
 *
 * Links are admitted one by one in a fixed order (Kruskal's greedy construction, 1956): what people and senders said
 * first, then by the strength of the weaker end, then by event time. A link that would break a limit or a cut is
 * refused, so that of two that cannot both hold the weaker yields. An identifier that may pass on (`one_at_a_time`)
 * passes to the next holder when a stronger identifier claims it against the present one.
 *
 * People who share no link do not influence each other: resolving them together or apart is the same.
 */
export const resolve = (graph: Graph): Resolution => {
  const facts = rememberFacts(graph);
  const sides = sidesOf(graph.cuts);
  const takenOut = new Set(graph.cuts.flatMap(({ a, b }) => (b === undefined ? [a] : [])));
  const hubs = findHubs(graph.links, facts, graph.hubs);
  const sets = new LimitedSets((type) => facts.rules(type).limit);
  const holders = new Map<bigint, Holder[]>();

  const holdersOf = (key: bigint): Holder[] => {
    const present = holders.get(key);
    if (present) return present;
    const first = [{ node: sets.add(facts.type(key), sides.get(key)), fromMs: -Infinity }];
    holders.set(key, first);
    return first;
  };
  /** The node that stood for an identifier at a time. */
  const nodeAt = (key: bigint, ms: number): number => {
    const list = holdersOf(key);
    return (list.findLast(({ fromMs }) => fromMs <= ms) ?? list[0])?.node ?? 0;
  };

  const beforehand = ({ a, b, rule }: Link): Refusal | undefined => {
    if (takenOut.has(a) || takenOut.has(b)) return { type: 'cut' };
    // whoever says it by hand has looked
    if (rule.startsWith('hand:')) return undefined;
    for (const key of [a, b]) if (facts.of(key).uniqueness === 'shared') return { type: 'shared_type', key };
    for (const key of [a, b]) if (hubs.has(key)) return { type: 'shared_in_fact', key };
    return undefined;
  };

  const judge = (link: OrderedLink): Verdict => {
    const { a: strong, b: weak, firstMs } = link;
    // also those that are linked by nothing are somebody
    holdersOf(strong);
    const tenures = holdersOf(weak);
    const refusal = beforehand(link);
    if (refusal) return { type: 'refused', why: refusal };
    const said = link.phase === 'said';
    const from = nodeAt(strong, said || link.phase === 'matched' ? Infinity : firstMs);
    const to = tenures.at(-1)?.node ?? 0;
    const outcome = sets.unite(from, to, { same: said });
    if (typeof outcome === 'string') return { type: outcome };
    const passesOn =
      link.phase === 'seen' &&
      outcome.type === 'limit' &&
      facts.of(weak).uniqueness === 'one_at_a_time' &&
      facts.of(strong).priority < facts.of(weak).priority;
    if (passesOn) {
      const node = sets.add(facts.type(weak), sides.get(weak));
      const claimed = sets.unite(from, node, { same: false });
      if (claimed === 'joined') {
        tenures.push({ node, fromMs: firstMs });
        return { type: 'handed_over' };
      }
    }
    return { type: 'refused', why: outcome };
  };

  const links: JudgedLink[] = inOrder(graph.links, facts).map((link) => {
    const { phase: _, ...plain } = link;
    return { ...plain, verdict: judge(link) };
  });
  return { ...named(holders, sets, facts, links), links, hubs };
};

/** From `fromMs` on `node` stands for the identifier. */
type Holder = { readonly node: number; readonly fromMs: number };

export type Facts = {
  readonly type: (key: bigint) => string;
  readonly of: (key: bigint) => TypeRules;
  readonly rules: (type: string) => TypeRules;
};

const rememberFacts = ({ typeOf, rulesOf }: Pick<Graph, 'typeOf' | 'rulesOf'>): Facts => {
  const known = new Map<string, TypeRules>();
  const rules = (type: string): TypeRules => {
    const present = known.get(type) ?? rulesOf(type);
    known.set(type, present);
    return present;
  };
  return { type: typeOf, rules, of: (key) => rules(typeOf(key)) };
};

/**
 * Each set's OneID: the key of its strongest identifier, of equals the smallest, not one that has passed on or that an
 * alias replaced. It depends on who is in the set, and on nothing else.
 */
const named = (
  holders: ReadonlyMap<bigint, readonly Holder[]>,
  sets: LimitedSets,
  facts: Facts,
  links: readonly JudgedLink[],
): Pick<Resolution, 'profileOf' | 'tenures'> => {
  const replaced = new Set(links.flatMap(({ rule, b }) => (rule === 'alias' ? [b] : [])));
  const rank = (key: bigint): readonly [boolean, number, string, boolean, bigint] => [
    (holders.get(key)?.length ?? 1) > 1,
    facts.of(key).priority,
    facts.type(key),
    replaced.has(key),
    key,
  ];
  const best = new Map<number, bigint>();
  for (const [key, list] of holders) {
    for (const { node } of list) {
      const root = sets.find(node);
      const present = best.get(root);
      if (present === undefined || compareRanks(rank(key), rank(present)) < 0) best.set(root, key);
    }
  }
  const profileOfNode = (node: number): bigint => {
    const key = best.get(sets.find(node)) ?? 0n;
    // a set of which everything has passed on keeps a number of its own
    return (holders.get(key)?.length ?? 1) > 1 ? BigInt.asUintN(64, key * 0x9e3779b97f4a7c15n + 1n) : key;
  };
  const tenures = [...holders].flatMap(([key, list]) =>
    list.slice(0, -1).map(({ node, fromMs }, i): Tenure => {
      const toMs = list[i + 1]?.fromMs ?? Infinity;
      return { key, fromMs, toMs, profile: profileOfNode(node) };
    }),
  );
  return {
    profileOf: new Map([...holders].map(([key, list]) => [key, profileOfNode(list.at(-1)?.node ?? 0)])),
    tenures,
  };
};

const compareRanks = (
  a: readonly (boolean | number | string | bigint)[],
  b: readonly (boolean | number | string | bigint)[],
): number => {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? x;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
};
