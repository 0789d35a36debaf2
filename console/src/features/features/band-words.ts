/** Edges of a histogram with the least and the greatest value. */
type Bands = { readonly edges: readonly number[]; readonly least?: number; readonly most?: number };

/** A band in words: `0`, `1`, `2 – 5`, `≥ 9`. A band that holds one whole number is that number. */
export const bandWords = ({ edges, least, most }: Bands, band: number, number: (value: number) => string): string => {
  const [from, until] = [edges[band - 1], edges[band]];
  const one = (value: number, end: number): boolean => Number.isInteger(value) && end === value + 1;
  if (from === undefined) {
    if (until === undefined) return least === undefined ? '…' : number(least);
    return least !== undefined && one(least, until) ? number(least) : `< ${number(until)}`;
  }
  if (until === undefined) return from === most ? number(from) : `≥ ${number(from)}`;
  return one(from, until) ? number(from) : `${number(from)} – ${number(until)}`;
};
