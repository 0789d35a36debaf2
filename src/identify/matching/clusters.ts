import type { ScoredPair } from './score-pairs.ts';

export type ClusterLimits = {
  /** Records that may become one. */
  readonly largest: number;
  /** Pairs people said are two: no cluster holds both. `pairKey`s. */
  readonly apart: ReadonlySet<string>;
  /** No two different values of this in a cluster; undefined says nothing. */
  readonly source?: (id: bigint) => string | undefined;
};

export type Held = 'too_many' | 'kept_apart' | 'one_each';
export type Clusters = {
  /** Of every record that was united with another: the smallest id of its cluster. */
  readonly clusterOf: ReadonlyMap<bigint, bigint>;
  /** Pairs that were not united, and why. */
  readonly held: ReadonlyMap<string, Held>;
};

export const pairKey = (a: bigint, b: bigint): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/**
 * Connected components, grown from the surest pair down, so that a limit refuses the weakest link and not the strongest.
 * The same pairs give the same clusters in whatever order they come.
 */
export const clusters = (pairs: readonly ScoredPair[], limits: ClusterLimits): Clusters => {
  const members = new Map<bigint, readonly bigint[]>();
  const held = new Map<string, Held>();
  const of = (id: bigint): readonly bigint[] => members.get(id) ?? [id];
  for (const { a, b } of pairs.toSorted(surestFirst)) {
    const [left, right] = [of(a), of(b)];
    if (left === right) continue;
    const reason = refusal(left, right, limits);
    if (reason !== undefined) {
      held.set(pairKey(a, b), reason);
      continue;
    }
    const united = [...left, ...right];
    for (const id of united) members.set(id, united);
  }
  const least = (ids: readonly bigint[]): bigint => ids.reduce((min, id) => (id < min ? id : min));
  return { clusterOf: new Map([...members].map(([id, ids]) => [id, least(ids)])), held };
};

const surestFirst = (x: ScoredPair, y: ScoredPair): number =>
  y.weight - x.weight || (x.a === y.a ? (x.b < y.b ? -1 : 1) : x.a < y.a ? -1 : 1);

const refusal = (
  left: readonly bigint[],
  right: readonly bigint[],
  { largest, apart, source }: ClusterLimits,
): Held | undefined => {
  if (left.length + right.length > largest) return 'too_many';
  if (apart.size > 0 && left.some((a) => right.some((b) => apart.has(pairKey(a, b))))) return 'kept_apart';
  if (source === undefined) return undefined;
  const sources = [...left, ...right].map(source).filter((value) => value !== undefined);
  return new Set(sources).size < sources.length ? 'one_each' : undefined;
};
