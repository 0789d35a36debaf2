import { expect, test } from 'vitest';
import { decompressFromBase64 } from './lz64.ts';

const limit = 10_000;

// made by lz-string 1.5.0, compressToBase64
test('gives back what lz-string packed, letters of all scripts among it', () => {
  const packed =
    'N4IgpgbmB2AuIC4SGh3Qg5EgDQgA4CcD22YusAlmAM6Kiz4DWMiIdmIAJqRWdAMawD6pNkwCurADad4CANoBGDACYMAZgwLlajaoC6WMAFt8AK1JNAvBuAAPZABfG0A=';
  expect(JSON.parse(decompressFromBase64(packed, limit))).toEqual({
    event: '看见',
    properties: { token: 'k', distinct_id: 'u', list: [1, 2, 3, 1, 2, 3, 1, 2, 3], emoji: '😀' },
  });
});

test('of nothing there is nothing', () => {
  expect(decompressFromBase64('Q===', limit)).toBe('');
});

test.each(['', 'B', '!!!!', 'AAAA', '////////'])('%j is refused and not looped over', (packed) => {
  expect(() => decompressFromBase64(packed, limit)).toThrow(/lz64|more than/);
});
