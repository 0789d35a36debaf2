/** Dense numbers for 64-bit keys. */
export type NodeIndex = {
  /** The number of a key, a new one when it has none. */
  readonly find: (low: number, high: number) => number;
  readonly known: (low: number, high: number) => number | undefined;
  /** Two words a node: low, high. */
  readonly keys: () => Uint32Array;
  /** A type code a node; 0 for keys that came by `find` alone. */
  readonly types: () => Uint16Array;
  /** Whether the key of one node is smaller than that of another. */
  readonly before: (a: number, b: number) => boolean;
};

/**
 * Keys are hashes, spread evenly: their top bits say nearly where a key stands in the sorted list, so that finding one is
 * a look into a table of beginnings and about one comparison (interpolation search, Peterson 1957), without a hash table.
 *
 * @param words three a node, sorted by key: low, high, type code; a key that comes again is the same node
 */
export const nodeIndex = (words: Uint32Array): NodeIndex => {
  const most = words.length / 3;
  const keys = new Uint32Array(most * 2);
  const types = new Uint16Array(most);
  let n = 0;
  for (let i = 0, at = 0; i < most; i++, at += 3) {
    const low = words[at] ?? 0;
    const high = words[at + 1] ?? 0;
    if (n > 0 && keys[2 * n - 2] === low && keys[2 * n - 1] === high) continue;
    keys[2 * n] = low;
    keys[2 * n + 1] = high;
    types[n] = words[at + 2] ?? 0;
    n++;
  }
  const bits = Math.min(26, Math.max(1, Math.ceil(Math.log2(n + 1))));
  const shift = 32 - bits;
  const start = new Uint32Array(2 ** bits + 1);
  for (let i = 0; i < n; i++) {
    const bucket = ((keys[2 * i + 1] ?? 0) >>> shift) + 1;
    start[bucket] = (start[bucket] ?? 0) + 1;
  }
  for (let i = 1; i < start.length; i++) start[i] = (start[i] ?? 0) + (start[i - 1] ?? 0);

  const extra = new Map<bigint, number>();
  const extraWords: number[] = [];
  const sorted = (low: number, high: number): number => {
    const bucket = high >>> shift;
    const end = start[bucket + 1] ?? 0;
    for (let i = start[bucket] ?? 0; i < end; i++) {
      if (keys[2 * i] === low && keys[2 * i + 1] === high) return i;
    }
    return -1;
  };
  const known = (low: number, high: number): number | undefined => {
    const at = sorted(low, high);
    return at >= 0 ? at : extra.get((BigInt(high) << 32n) | BigInt(low));
  };
  const high = (node: number): number => (node < n ? keys[2 * node + 1] : extraWords[2 * (node - n) + 1]) ?? 0;
  const low = (node: number): number => (node < n ? keys[2 * node] : extraWords[2 * (node - n)]) ?? 0;
  return {
    find: (lowWord, highWord) => {
      const at = sorted(lowWord, highWord);
      if (at >= 0) return at;
      const key = (BigInt(highWord) << 32n) | BigInt(lowWord);
      const present = extra.get(key);
      if (present !== undefined) return present;
      const node = n + extra.size;
      extra.set(key, node);
      extraWords.push(lowWord, highWord);
      return node;
    },
    known,
    keys: () => {
      const all = new Uint32Array((n + extra.size) * 2);
      all.set(keys.subarray(0, 2 * n));
      all.set(extraWords, 2 * n);
      return all;
    },
    types: () => {
      const all = new Uint16Array(n + extra.size);
      all.set(types.subarray(0, n));
      return all;
    },
    before: (a, b) => high(a) < high(b) || (high(a) === high(b) && low(a) < low(b)),
  };
};
