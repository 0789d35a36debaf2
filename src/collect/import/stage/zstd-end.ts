/**
 * Tells whether a zstd stream ends where a frame ends. The engine reads a file that was cut off as far as it goes and
 * says nothing, so somebody has to look. Only headers are read (RFC 8878, 3.1), block by block.
 */
export type ZstdEnd = { readonly add: (bytes: Uint8Array) => void; readonly isWhole: () => boolean };

type Step = 'magic' | 'descriptor' | 'block' | 'skippable';

export const zstdEnd = (): ZstdEnd => {
  let step: Step = 'magic';
  let wanted = 4;
  let skip = 0;
  let held = 0;
  let value = 0;
  let checksum = 0;
  const want = (next: Step, bytes: number): void => {
    step = next;
    wanted = bytes;
    held = 0;
    value = 0;
  };
  /** A field of up to four bytes has been read. */
  const take = (): void => {
    switch (step) {
      case 'magic':
        if (value >>> 4 === 0x184d2a5) want('skippable', 4);
        else want('descriptor', 1);
        return;
      case 'skippable':
        skip = value >>> 0;
        want('magic', 4);
        return;
      case 'descriptor': {
        const single = (value >> 5) & 1;
        checksum = (value >> 2) & 1 ? 4 : 0;
        const dictionary = [0, 1, 2, 4][value & 3] ?? 0;
        const size = [single, 2, 4, 8][value >> 6] ?? 0;
        skip = (single ? 0 : 1) + dictionary + size;
        want('block', 3);
        return;
      }
      case 'block': {
        const last = value & 1;
        const type = (value >> 1) & 3;
        // a block of one repeated byte holds that byte
        skip = (type === 1 ? 1 : value >>> 3) + (last ? checksum : 0);
        if (last) want('magic', 4);
        else want('block', 3);
      }
    }
  };
  return {
    add: (bytes) => {
      for (let at = 0; at < bytes.length;) {
        if (skip > 0) {
          const passed = Math.min(skip, bytes.length - at);
          skip -= passed;
          at += passed;
          continue;
        }
        value |= (bytes[at] ?? 0) << (8 * held);
        held++;
        at++;
        if (held === wanted) take();
      }
    },
    isWhole: () => step === 'magic' && held === 0 && skip === 0,
  };
};
