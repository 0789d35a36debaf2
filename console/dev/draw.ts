/** A small repeatable source of numbers for the mock (mulberry32): the same pictures on every run. */
export const draw = (seed: number) => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <const T extends readonly [unknown, ...unknown[]]>(items: T): T[number] =>
    items[Math.floor(next() * items.length)];
  return { next, int, pick };
};

/** ISO time `minutes` before now. */
export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
export const daysAgo = (days: number): string => minutesAgo(days * 1440);
