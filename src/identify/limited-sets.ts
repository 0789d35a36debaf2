import { type Cut, maxProfileSize, type Refusal } from './graph.ts';

/**
 * Disjoint sets of identifiers (union by size, path halving: Tarjan & van Leeuwen 1984) that know what may not be in
 * one set: too many of a type, too many in all, two that people keep apart.
 *
 * What a set forbids, every set that contains it forbids: a refusal never becomes wrong later.
 */
export class LimitedSets {
  private readonly parent: number[] = [];
  private readonly size: number[] = [];
  private readonly counts: Map<string, number>[] = [];
  /** Which side of which cuts is in the set: `+i` the one, `-i` the other, from 1. */
  private readonly sides: (Set<number> | undefined)[] = [];
  private readonly limitOf: (type: string) => number;

  constructor(limitOf: (type: string) => number) {
    this.limitOf = limitOf;
  }

  add(type: string, sides: ReadonlySet<number> | undefined): number {
    const node = this.parent.length;
    this.parent.push(node);
    this.size.push(1);
    this.counts.push(new Map([[type, 1]]));
    this.sides.push(sides && new Set(sides));
    return node;
  }

  find(node: number): number {
    let at = node;
    for (;;) {
      const up = this.parent[at] ?? at;
      if (up === at) return at;
      const above = this.parent[up] ?? up;
      this.parent[at] = above;
      at = above;
    }
  }

  /**
   * Unites the sets of two nodes, or says why not. `same`: somebody said the two are one, so that what each has of a
   * type is not added up: an old account and the new one count once.
   */
  unite(a: number, b: number, { same }: { readonly same: boolean }): 'joined' | 'agrees' | Refusal {
    const [x, y] = [this.find(a), this.find(b)];
    if (x === y) return 'agrees';
    const [small, large] = (this.size[x] ?? 0) < (this.size[y] ?? 0) ? [x, y] : [y, x];
    const refusal = this.refusal(small, large, same);
    if (refusal) return refusal;
    this.parent[small] = large;
    this.size[large] = (this.size[large] ?? 0) + (this.size[small] ?? 0);
    const counts = this.counts[large] ?? new Map<string, number>();
    for (const [type, count] of this.counts[small] ?? []) {
      const present = counts.get(type) ?? 0;
      counts.set(type, same ? Math.max(present, count) : present + count);
    }
    const sides = this.sides[small];
    if (sides) this.sides[large] = new Set([...(this.sides[large] ?? []), ...sides]);
    return 'joined';
  }

  private refusal(small: number, large: number, same: boolean): Refusal | undefined {
    const apart = this.sides[large];
    for (const side of this.sides[small] ?? []) if (apart?.has(-side)) return { type: 'cut' };
    if ((this.size[small] ?? 0) + (this.size[large] ?? 0) > maxProfileSize) return { type: 'size' };
    if (same) return undefined;
    const counts = this.counts[large];
    for (const [type, count] of this.counts[small] ?? []) {
      const present = counts?.get(type) ?? 0;
      if (present > 0 && present + count > this.limitOf(type)) return { type: 'limit', idType: type };
    }
    return undefined;
  }
}

/** For each key, the cuts it is an end of. */
export const sidesOf = (cuts: readonly Cut[]): ReadonlyMap<bigint, ReadonlySet<number>> => {
  const sides = new Map<bigint, Set<number>>();
  const note = (key: bigint, side: number): void => {
    const set = sides.get(key) ?? new Set();
    sides.set(key, set.add(side));
  };
  cuts.forEach(({ a, b }, i) => {
    if (b === undefined) return;
    note(a, i + 1);
    note(b, -(i + 1));
  });
  return sides;
};
