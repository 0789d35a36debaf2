/**
 * Keyed randomness: the draws of a stream depend only on the world's seed and the stream's keys, never on what
 * was drawn before or on what Gyre did. So a period can be generated again, alone, with the same bytes, and
 * treating somebody moves nobody's other draws (common random numbers).
 *
 * xoroshiro64** (Blackman & Vigna 2018) seeded by MurmurHash3's mixer; far cheaper to seed than the platform's
 * SHA-256, and a history takes a million streams.
 */
export class Draws {
  #a: number;
  #b: number;

  /** @param keys integers, 32 bits of each count; their order matters */
  constructor(seed: number, ...keys: readonly number[]) {
    let a = mix(seed, 0x51ed270b);
    let b = mix(seed, 0x2545f491);
    for (const key of keys) {
      a = mix(a, key);
      b = mix(b, key ^ 0x6c8e9cf5);
    }
    this.#a = a | 1;
    this.#b = b;
  }

  /** Uniform in [0, 1), 32 bits. */
  next(): number {
    const a = this.#a;
    const b = this.#b ^ a;
    const product = Math.imul(a, 0x9e3779bb);
    this.#a = rotate(a, 26) ^ b ^ (b << 9);
    this.#b = rotate(b, 13);
    return (Math.imul(rotate(product, 5), 5) >>> 0) / 2 ** 32;
  }

  /** Uniform integer in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Standard normal (Box–Muller, the cosine half). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Knuth's product; for means below about 30. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count++;
    return count;
  }

  /** An index, with probability proportional to its weight. */
  weighted(weights: readonly number[]): number {
    let total = 0;
    for (const weight of weights) total += weight;
    let left = this.next() * total;
    for (const [index, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return index;
    }
    return weights.length - 1;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(items.length)];
    if (item === undefined) throw new RangeError('an empty list has nothing to pick');
    return item;
  }
}

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

const mix = (hash: number, key: number): number => {
  let k = Math.imul(key, 0xcc9e2d51);
  k = Math.imul(rotate(k, 15), 0x1b873593);
  let h = Math.imul(rotate(hash ^ k, 13), 5) + 0xe6546b64;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/** What a stream is for: the first key, so that two uses never share draws. */
export const stream = {
  person: 1,
  needs: 2,
  life: 3,
  visits: 4,
  message: 5,
  order: 6,
  identity: 7,
  campaign: 8,
  stores: 9,
  impulse: 10,
} as const;
