import { problem } from '#platform';
import { tooLarge } from './unpack.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf = new Map(Array.from(alphabet, (character, value) => [character, value]));

/** Codes below 3 are not entries: a new 8-bit character, a new 16-bit one, the end. */
const code = { character8: 0, character16: 1, end: 2 } as const;

/**
 * lz-string's `decompressFromBase64`, as old posthog-js packs (`compression=lz64`): an LZW whose codes grow a bit at a
 * time, six bits to a character of base64, least significant bit first.
 * @see https://pieroxy.net/blog/pages/lz-string/index.html
 * @throws GyreError `payload_too_large` beyond `limitBytes` characters, `invalid_input` for what was not packed so.
 */
export const decompressFromBase64 = (packed: string, limitBytes: number): string => {
  const bits = bitReader(packed);
  const entries: string[] = ['', '', ''];
  const out: string[] = [];
  let length = 0;
  let width = 3;
  /** Entries until the codes grow by a bit. */
  let room = 4;
  let previous: string | undefined;

  const grow = (): void => {
    if (--room > 0) return;
    room = 2 ** width;
    width += 1;
  };
  const newCharacter = (size: number): string => String.fromCharCode(bits(size));

  for (;;) {
    // the very first code is two bits wide
    const next = bits(previous === undefined ? 2 : width);
    if (next === code.end) return out.join('');
    let entry: string;
    if (next === code.character8 || next === code.character16) {
      entry = newCharacter(next === code.character8 ? 8 : 16);
      entries.push(entry);
      if (previous !== undefined) grow();
    } else if (previous !== undefined && next < entries.length) entry = entries[next] ?? '';
    else if (previous !== undefined && next === entries.length) entry = previous + previous.charAt(0);
    else throw notPacked();
    out.push(entry);
    length += entry.length;
    if (length > limitBytes) throw tooLarge(limitBytes);
    if (previous !== undefined) {
      entries.push(previous + entry.charAt(0));
      grow();
    }
    previous = entry;
  }
};

/** Takes `count` bits, the least significant first. */
const bitReader = (packed: string) => {
  let at = 0;
  let position = 0;
  let value = 0;
  return (count: number): number => {
    let taken = 0;
    for (let power = 0; power < count; power += 1) {
      if (position === 0) {
        const found = valueOf.get(packed.charAt(at++));
        if (found === undefined) throw notPacked();
        value = found;
        position = 32;
      }
      if ((value & position) !== 0) taken |= 1 << power;
      position >>= 1;
    }
    return taken;
  };
};

const notPacked = () =>
  problem('invalid_input', { field: 'data', detail: 'data: not lz64', detailZh: 'data：不是 lz64 格式' });
