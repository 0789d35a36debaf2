import { createHash } from 'node:crypto';

export type Random = {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Uniform integer in [0, n). */
  readonly int: (n: number) => number;
  readonly normal: () => number;
  readonly gamma: (shape: number) => number;
  readonly beta: (a: number, b: number) => number;
  readonly poisson: (mean: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly weighted: <T>(items: readonly T[], weights: readonly number[]) => T;
  /** An independent stream named by the parent's seed and this name, whatever the parent has drawn so far. */
  readonly fork: (name: string | number) => Random;
};

/** Seeded randomness, the same bytes on every machine: xoshiro128** (Blackman & Vigna 2018), seeded through SHA-256. */
export const seededRandom = (seed: string | number): Random => {
  const state = createHash('sha256').update(String(seed)).digest();
  let a = state.readUInt32LE(0) | 1;
  let b = state.readUInt32LE(4);
  let c = state.readUInt32LE(8);
  let d = state.readUInt32LE(12);

  const word = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  const next = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 2 ** 53;
  const int = (n: number): number => Math.floor(next() * n);

  // Box–Muller, the cosine half only: no state to carry between calls
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  // Marsaglia & Tsang 2000; shapes below one by the boost of their section 6
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * Math.pow(1 - next(), 1 / shape);
    const d3 = shape - 1 / 3;
    const scale = 1 / Math.sqrt(9 * d3);
    for (;;) {
      const x = normal();
      const v = (1 + scale * x) ** 3;
      if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d3 - d3 * v + d3 * Math.log(v)) return d3 * v;
    }
  };

  // Knuth's product below 30, a rounded normal above (its error is far below what any use here can see)
  const poisson = (mean: number): number => {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = next(); product > limit; product *= next()) count++;
    return count;
  };

  const at = <T>(items: readonly T[], index: number): T => {
    const item = items[index];
    if (item === undefined) throw new RangeError('an empty list has nothing to pick');
    return item;
  };

  return {
    next,
    int,
    normal,
    gamma,
    beta: (alpha, beta) => {
      const x = gamma(alpha);
      return x / (x + gamma(beta));
    },
    poisson,
    pick: (items) => at(items, int(items.length)),
    weighted: (items, weights) => {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
      const index = weights.findIndex((weight) => (left -= weight) < 0);
      return at(items, index < 0 ? items.length - 1 : index);
    },
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
};
