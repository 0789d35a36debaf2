/**
 * SipHash-2-4 of a 64-bit number under a 128-bit key, as ClickHouse's `sipHash64Keyed((k0, k1), toUInt64(x))` computes it.
 * A keyed function that is fast enough to be asked for every identifier of every event: who has no key can neither tell
 * whose a hash is nor try who might be meant.
 *
 * Each word v0 … v3 of 64 bits is two numbers of 32, high and low, in local variables: a bigint costs ten times as much,
 * an array of words thirty.
 * @see Aumasson, Bernstein: SipHash: a fast short-input PRF (2012), section 2
 */
export type SipKey = { readonly k0: bigint; readonly k1: bigint };

export const sipHash64 = ({ k0, k1 }: SipKey): ((message: bigint) => bigint) => {
  const [s0h, s0l] = halves(k0 ^ 0x736f6d6570736575n);
  const [s1h, s1l] = halves(k1 ^ 0x646f72616e646f6dn);
  const [s2h, s2l] = halves(k0 ^ 0x6c7967656e657261n);
  const [s3h, s3l] = halves(k1 ^ 0x7465646279746573n);
  return (message) => {
    const mh = Number(message >> 32n) | 0;
    const ml = Number(message & 0xffffffffn) | 0;
    let [h0, l0, h1, l1, h2, l2, h3, l3] = [s0h, s0l, s1h, s1l, s2h, s2l, s3h ^ mh, s3l ^ ml];
    // two rounds on the message, two on its length (8, in the highest byte of the last block), four to finish
    for (let round = 0; round < 8; round++) {
      if (round === 2) {
        h0 ^= mh;
        l0 ^= ml;
        h3 ^= 8 << 24;
      } else if (round === 4) {
        h0 ^= 8 << 24;
        l2 ^= 0xff;
      }
      let sum = (l0 >>> 0) + (l1 >>> 0);
      h0 = (h0 + h1 + (sum > 0xffffffff ? 1 : 0)) | 0;
      l0 = sum | 0;
      let high = (h1 << 13) | (l1 >>> 19);
      l1 = ((l1 << 13) | (h1 >>> 19)) ^ l0;
      h1 = high ^ h0;
      high = l0;
      l0 = h0;
      h0 = high;

      sum = (l2 >>> 0) + (l3 >>> 0);
      h2 = (h2 + h3 + (sum > 0xffffffff ? 1 : 0)) | 0;
      l2 = sum | 0;
      high = (h3 << 16) | (l3 >>> 16);
      l3 = ((l3 << 16) | (h3 >>> 16)) ^ l2;
      h3 = high ^ h2;

      sum = (l0 >>> 0) + (l3 >>> 0);
      h0 = (h0 + h3 + (sum > 0xffffffff ? 1 : 0)) | 0;
      l0 = sum | 0;
      high = (h3 << 21) | (l3 >>> 11);
      l3 = ((l3 << 21) | (h3 >>> 11)) ^ l0;
      h3 = high ^ h0;

      sum = (l2 >>> 0) + (l1 >>> 0);
      h2 = (h2 + h1 + (sum > 0xffffffff ? 1 : 0)) | 0;
      l2 = sum | 0;
      high = (h1 << 17) | (l1 >>> 15);
      l1 = ((l1 << 17) | (h1 >>> 15)) ^ l2;
      h1 = high ^ h2;
      high = l2;
      l2 = h2;
      h2 = high;
    }
    return (BigInt((h0 ^ h1 ^ h2 ^ h3) >>> 0) << 32n) | BigInt((l0 ^ l1 ^ l2 ^ l3) >>> 0);
  };
};

/** High and low 32 bits, as the signed numbers that bit operations work on. */
const halves = (word: bigint): readonly [high: number, low: number] => [
  Number(word >> 32n) | 0,
  Number(word & 0xffffffffn) | 0,
];
