import type { NumberRows } from '../column-stream.ts';

/** Some rows of a larger answer: from one row until before another; its columns begin behind the first. */
export type PartRows = { readonly of: NumberRows; readonly from: number; readonly until: number };

/** Rows whose first column is the place of their date, from 1, in that order, block by block: the rows of each date. */
export const splitByDate = (blocks: readonly NumberRows[], dates: number): PartRows[][] => {
  const own = Array.from({ length: dates }, (): PartRows[] => []);
  let date = 1;
  for (const of of blocks)
    for (let from = 0, until = 0; from < of.rows; from = until) {
      const place = of.values[from];
      if (!(Number.isInteger(place) && place >= date && place <= dates))
        throw new RangeError(`row ${from} of ${of.rows} is not in the order of the dates`);
      date = place;
      while (until < of.rows && of.values[until] === date) until++;
      own[date - 1]?.push({ of, from, until });
    }
  return own;
};

type After = { readonly rows: readonly PartRows[]; readonly columns: number };

/**
 * Parts, each in the order of the keys and all of one before the next, as one table; behind their columns those of what
 * followed, matched by key, 0 where nothing did.
 */
export const alongside = (parts: readonly PartRows[], columns: number, after?: After): NumberRows => {
  const rows = parts.reduce((sum, { from, until }) => sum + until - from, 0);
  const keys = new BigUint64Array(rows);
  const values = new Float32Array(rows * (columns + (after?.columns ?? 0)));
  let at = 0;
  for (const { of, from, until } of parts) {
    keys.set(of.keys.subarray(from, until), at);
    for (let j = 0; j < columns; j++)
      values.set(of.values.subarray((j + 1) * of.rows + from, (j + 1) * of.rows + until), j * rows + at);
    at += until - from;
  }
  if (after !== undefined) match(after, { rows, keys, values, columns });
  return { rows, keys, values };
};

/** Both are in the order of their keys, so that one walk finds all. */
const match = (
  { rows: parts, columns: more }: After,
  { rows, keys, values, columns }: NumberRows & { readonly columns: number },
): void => {
  let i = 0;
  for (const { of, from, until } of parts)
    for (let k = from; k < until; k++) {
      while (i < rows && keys[i] < of.keys[k]) i++;
      if (i === rows) return;
      if (keys[i] !== of.keys[k]) continue;
      for (let j = 0; j < more; j++) values[(columns + j) * rows + i] = of.values[(j + 1) * of.rows + k];
    }
};
