/** Where a band of a histogram begins and ends, in words: `< 3`, `3 – 4`, `≥ 9`. Whole numbers one apart are one value. */
export const bandWords = (edges: readonly number[], band: number, number: (value: number) => string): string => {
  const [from, until] = [edges[band - 1], edges[band]];
  if (from === undefined) return until === undefined ? '…' : `< ${number(until)}`;
  if (until === undefined) return `≥ ${number(from)}`;
  if (Number.isInteger(from) && until === from + 1) return number(from);
  return `${number(from)} – ${number(until)}`;
};
