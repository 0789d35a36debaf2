const longestMs = 300_000;
const longestAskedS = 3600;

/**
 * How long to wait before trying again: what the server asked for, else 1 s doubled with each failure, up to five
 * minutes; all of it spread over half to one and a half, so that a crowd does not come back at once, yet never less than
 * the server asked for.
 *
 * @param failures in a row, 1 for the first
 * @param retryAfter seconds, as the header says; null without one. A date in it is not read
 * @param chance uniform in [0, 1)
 */
export const waitMs = (failures: number, retryAfter: string | null, chance: number): number => {
  const askedMs = Math.min(Number(retryAfter), longestAskedS) * 1000;
  return askedMs > 0 ? askedMs * (1 + chance / 2) : Math.min(longestMs, 1000 * 2 ** (failures - 1)) * (0.5 + chance);
};
