import { maxProfileSize } from './graph.ts';
import { nodeIndex, type NodeIndex } from './node-index.ts';

/** A type as numbers. Its place in the list is its code; code 0 is of keys no event carried as identifiers. */
export type TypeCodes = {
  /** Strength order over types: by priority, then name. */
  readonly rank: readonly number[];
  readonly priority: readonly number[];
  readonly limit: readonly number[];
  /** `Infinity` where a type knows no sharing in fact. */
  readonly sharedAbove: readonly number[];
  readonly shared: readonly boolean[];
};

/** All links of everybody in flat arrays, little-endian as the engine sends them. */
export type FlatGraph = {
  /** Three words an identifier: key low, key high, type code; sorted by key, repeats allowed. */
  readonly nodes: Uint32Array;
  /** Five words a link: key low, high, other low, high, rule code. */
  readonly links: Uint32Array;
  readonly types: TypeCodes;
  /** Two keys that people keep apart; or one, taken out. */
  readonly cuts: readonly (readonly [a: bigint, b: bigint | undefined])[];
};

/** As the engine writes the rule of a link. */
export const ruleCodes = { event: 0, hand: 1, alias: 2, matched: 3 } as const;

export type Components = {
  /** Two words a node: its key, low and high. */
  readonly keys: Uint32Array;
  /** The type code of each node. */
  readonly types: Uint16Array;
  /** For each node the node whose key is its OneID. Those of `doubtful` sets are not settled. */
  readonly profile: Uint32Array;
  /** Nodes seen with too many people. */
  readonly hubs: Uint32Array;
  /** Nodes of sets in which some limit or cut is broken: links have to be judged one by one there. */
  readonly doubtful: Uint32Array;
  readonly links: number;
};

/**
 * Everybody at once: union–find over arrays of numbers, 8 bytes a link. Where a whole set keeps every limit, each of its
 * links is admitted whatever the order (what a set forbids, all that contain it forbid), so its members are one person
 * and `resolve` need not look. The few other sets are named, for `resolve` to judge.
 */
export const findComponents = ({ nodes, links, types, cuts }: FlatGraph): Components => {
  const index = nodeIndex(nodes);
  const count = links.length / 5;
  const ends = new Uint32Array(count * 2);
  const rules = new Uint8Array(count);
  const replaced = new Set<number>();
  for (let i = 0, at = 0; i < count; i++, at += 5) {
    ends[2 * i] = index.find(links[at] ?? 0, links[at + 1] ?? 0);
    ends[2 * i + 1] = index.find(links[at + 2] ?? 0, links[at + 3] ?? 0);
    rules[i] = links[at + 4] ?? 0;
    if (rules[i] === ruleCodes.alias) replaced.add(ends[2 * i + 1] ?? 0);
  }
  const keys = index.keys();
  const type = index.types();
  const n = keys.length / 2;
  const hub = hubsAmong(ends, rules, type, types);
  const nodeOf = (key: bigint): number | undefined => index.known(Number(key & 0xffffffffn), Number(key >> 32n));
  const out = new Uint8Array(n);
  for (const [a, b] of cuts) if (b === undefined) mark(out, nodeOf(a));

  const parent = new Uint32Array(n);
  for (let i = 0; i < n; i++) parent[i] = i;
  const find = (node: number): number => {
    let at = node;
    while (parent[at] !== at) {
      const above = parent[parent[at] ?? 0] ?? 0;
      parent[at] = above;
      at = above;
    }
    return at;
  };
  for (let i = 0; i < count; i++) {
    const a = ends[2 * i] ?? 0;
    const b = ends[2 * i + 1] ?? 0;
    if (out[a] || out[b]) continue;
    const byHand = rules[i] === ruleCodes.hand;
    if (!byHand && (hub[a] || hub[b] || types.shared[type[a] ?? 0] || types.shared[type[b] ?? 0])) continue;
    const x = find(a);
    const y = find(b);
    // the lower index becomes the root: sets of people are small, and so their trees are flat
    if (x < y) parent[y] = x;
    else if (y < x) parent[x] = y;
  }
  for (let i = 0; i < n; i++) parent[i] = find(i);
  const doubtfulSets = setsInDoubt(parent, type, types);
  for (const [a, b] of cuts) {
    const [x, y] = [nodeOf(a), b === undefined ? undefined : nodeOf(b)];
    if (x !== undefined && y !== undefined && parent[x] === parent[y]) doubtfulSets[parent[x] ?? 0] = 1;
  }
  const doubtful = new Uint8Array(n);
  for (let i = 0; i < n; i++) doubtful[i] = doubtfulSets[parent[i] ?? 0] ?? 0;
  return {
    keys,
    types: type,
    profile: strongest({ parent, type, types, replaced, index }),
    hubs: indexesOf(hub),
    doubtful: indexesOf(doubtful),
    links: count,
  };
};

const mark = (flags: Uint8Array, node: number | undefined): void => {
  if (node !== undefined) flags[node] = 1;
};

const indexesOf = (flags: Uint8Array): Uint32Array => {
  const found: number[] = [];
  for (let i = 0; i < flags.length; i++) if (flags[i] === 1) found.push(i);
  return Uint32Array.from(found);
};

/** As `findHubs`, in two looks: who has many stronger neighbours at all, then whether they are different ones. */
const hubsAmong = (ends: Uint32Array, rules: Uint8Array, type: Uint16Array, types: TypeCodes): Uint8Array => {
  const priority = Float64Array.from(types.priority);
  const most = Float64Array.from(types.sharedAbove);
  const degree = new Uint32Array(type.length);
  let many = 0;
  /** The weaker end of link i, where an event says that it has a stronger one; else -1. */
  const weakOf = (i: number): number => {
    if (rules[i] !== ruleCodes.event) return -1;
    const a = ends[2 * i] ?? 0;
    const b = ends[2 * i + 1] ?? 0;
    const difference = (priority[type[a] ?? 0] ?? 0) - (priority[type[b] ?? 0] ?? 0);
    return difference < 0 ? b : difference > 0 ? a : -1;
  };
  for (let i = 0; i < rules.length; i++) {
    const weak = weakOf(i);
    if (weak < 0) continue;
    const seen = (degree[weak] ?? 0) + 1;
    degree[weak] = seen;
    if (seen > (most[type[weak] ?? 0] ?? Infinity)) many++;
  }
  const hub = new Uint8Array(type.length);
  if (many === 0) return hub;
  const neighbours = new Map<string, Set<number>>();
  for (let i = 0; i < rules.length; i++) {
    const weak = weakOf(i);
    if (weak < 0 || hub[weak] || (degree[weak] ?? 0) <= (most[type[weak] ?? 0] ?? Infinity)) continue;
    const strong = weak === ends[2 * i] ? (ends[2 * i + 1] ?? 0) : (ends[2 * i] ?? 0);
    const name = `${weak} ${type[strong]}`;
    const set = neighbours.get(name) ?? new Set<number>();
    neighbours.set(name, set.add(strong));
    if (set.size > (most[type[weak] ?? 0] ?? Infinity)) hub[weak] = 1;
  }
  return hub;
};

/** By root: 1 where a type's limit or the size is exceeded. */
const setsInDoubt = (root: Uint32Array, type: Uint16Array, types: TypeCodes): Uint8Array => {
  const doubtful = new Uint8Array(root.length);
  const size = new Uint32Array(root.length);
  const have = new Uint32Array(root.length);
  for (let i = 0; i < root.length; i++) {
    const at = root[i] ?? 0;
    size[at] = (size[at] ?? 0) + 1;
    if ((size[at] ?? 0) > maxProfileSize) doubtful[at] = 1;
  }
  types.limit.forEach((limit, code) => {
    // a set can only break a limit it is larger than
    for (let i = 0; i < root.length; i++) {
      if (type[i] !== code) continue;
      const at = root[i] ?? 0;
      if ((size[at] ?? 0) <= limit) continue;
      have[at] = (have[at] ?? 0) + 1;
      if ((have[at] ?? 0) > limit) doubtful[at] = 1;
    }
    for (let i = 0; i < root.length; i++) if (type[i] === code) have[root[i] ?? 0] = 0;
  });
  return doubtful;
};

/** The OneID of each set, as `resolve` names it: strongest type, not replaced by an alias, smallest key. */
const strongest = (args: {
  readonly parent: Uint32Array;
  readonly type: Uint16Array;
  readonly types: TypeCodes;
  readonly replaced: ReadonlySet<number>;
  readonly index: NodeIndex;
}): Uint32Array => {
  const { parent, type, types, replaced, index } = args;
  const best = Uint32Array.from(parent);
  const rank = Uint32Array.from(types.rank);
  // among equals the smaller key; numbers follow keys but for those that only an alias named
  const before = (a: number, b: number): boolean =>
    replaced.size > 0 && replaced.has(a) !== replaced.has(b) ? replaced.has(b) : index.before(a, b);
  for (let i = 0; i < parent.length; i++) {
    const root = parent[i] ?? 0;
    if (root === i) continue;
    const present = best[root] ?? 0;
    const difference = (rank[type[i] ?? 0] ?? 0) - (rank[type[present] ?? 0] ?? 0);
    if (difference < 0 || (difference === 0 && before(i, present))) best[root] = i;
  }
  return parent.map((root) => best[root] ?? 0);
};
