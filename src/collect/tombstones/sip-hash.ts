/**
 * SipHash-2-4 of a 64-bit number under a 128-bit key, as ClickHouse's `sipHash64Keyed((k0, k1), toUInt64(x))` computes it.
 * A keyed function that is fast enough to be asked for every identifier of every event: who has no key can neither tell whose a
 * hash is nor try who might be meant.
 *
 * Words of 64 bits are kept as two halves of 32, because a bigint costs ten times as much.
 * @see Aumasson, Bernstein: SipHash: a fast short-input PRF (2012), section 2
 */
export type SipKey = { readonly k0: bigint; readonly k1: bigint };

export const sipHash64 = ({ k0, k1 }: SipKey): ((message: bigint) => bigint) => {
  const start = new Uint32Array(8);
  for (const [i, [key, constant]] of [
    [k0, 0x736f6d6570736575n],
    [k1, 0x646f72616e646f6dn],
    [k0, 0x6c7967656e657261n],
    [k1, 0x7465646279746573n],
  ].entries()) {
    const word = (key ?? 0n) ^ (constant ?? 0n);
    start[2 * i] = Number(word & 0xffffffffn);
    start[2 * i + 1] = Number(word >> 32n);
  }
  // v0 … v3, each as low and high half
  const v = new Uint32Array(8);
  return (message) => {
    v.set(start);
    absorb(v, Number(message & 0xffffffffn), Number(message >> 32n));
    // the last block holds no byte of the message, only its length in the highest one
    absorb(v, 0, 8 << 24);
    v[4] = (v[4] ?? 0) ^ 0xff;
    for (let i = 0; i < 4; i++) round(v);
    const low = ((v[0] ?? 0) ^ (v[2] ?? 0) ^ (v[4] ?? 0) ^ (v[6] ?? 0)) >>> 0;
    const high = ((v[1] ?? 0) ^ (v[3] ?? 0) ^ (v[5] ?? 0) ^ (v[7] ?? 0)) >>> 0;
    return (BigInt(high) << 32n) | BigInt(low);
  };
};

const absorb = (v: Uint32Array, low: number, high: number): void => {
  v[6] = (v[6] ?? 0) ^ low;
  v[7] = (v[7] ?? 0) ^ high;
  round(v);
  round(v);
  v[0] = (v[0] ?? 0) ^ low;
  v[1] = (v[1] ?? 0) ^ high;
};

const round = (v: Uint32Array): void => {
  add(v, 0, 2);
  rotate(v, 2, 13);
  xor(v, 2, 0);
  rotate(v, 0, 32);
  add(v, 4, 6);
  rotate(v, 6, 16);
  xor(v, 6, 4);
  add(v, 0, 6);
  rotate(v, 6, 21);
  xor(v, 6, 0);
  add(v, 4, 2);
  rotate(v, 2, 17);
  xor(v, 2, 4);
  rotate(v, 4, 32);
};

const add = (v: Uint32Array, a: number, b: number): void => {
  const low = (v[a] ?? 0) + (v[b] ?? 0);
  v[a + 1] = (v[a + 1] ?? 0) + (v[b + 1] ?? 0) + (low > 0xffffffff ? 1 : 0);
  v[a] = low;
};

const xor = (v: Uint32Array, a: number, b: number): void => {
  v[a] = (v[a] ?? 0) ^ (v[b] ?? 0);
  v[a + 1] = (v[a + 1] ?? 0) ^ (v[b + 1] ?? 0);
};

const rotate = (v: Uint32Array, a: number, bits: number): void => {
  const [low, high] = bits === 32 ? [v[a + 1] ?? 0, v[a] ?? 0] : [v[a] ?? 0, v[a + 1] ?? 0];
  const by = bits % 32;
  v[a] = by === 0 ? low : (low << by) | (high >>> (32 - by));
  v[a + 1] = by === 0 ? high : (high << by) | (low >>> (32 - by));
};
