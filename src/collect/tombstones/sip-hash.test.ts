import { expect, test } from 'vitest';
import { sipHash64 } from './sip-hash.ts';

test('the reference vector of the paper’s authors for eight bytes', () => {
  // github.com/veorq/SipHash, vectors.h: key 00 01 … 0f, message 00 01 … 07
  const hash = sipHash64({ k0: 0x0706050403020100n, k1: 0x0f0e0d0c0b0a0908n });
  expect(hash(0x0706050403020100n)).toBe(0x93f5f5799a932462n);
});
