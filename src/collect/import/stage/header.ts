/** The first row of a CSV: its names, and how many lines to leave out before the data. */
export type Header = { readonly names: readonly string[]; readonly skip: number };

/** Reads a header that may be quoted and may go over several lines; undefined when there is none. */
export const readHeader = (lines: readonly string[], delimiter: string): Header | undefined => {
  const first = lines.findIndex((line) => line !== '');
  if (first < 0) return undefined;
  for (let end = first + 1; end <= lines.length; end++) {
    const cells = cellsOf(lines.slice(first, end).join('\n'), delimiter);
    if (cells !== undefined) return { names: cells.map((cell) => cell.trim()), skip: end };
  }
  return undefined;
};

/** The cells of a record; undefined while a quote is open. The twin of `csvSql`, for one row. */
export const cellsOf = (record: string, delimiter: string): readonly string[] | undefined => {
  const cells: string[] = [];
  for (let at = 0; at <= record.length;) {
    let end = at;
    if (record[at] === '"') {
      end = closing(record, at + 1);
      if (end < 0) return undefined;
    }
    const next = record.indexOf(delimiter, end);
    const stop = next < 0 ? record.length : next;
    const cell = record.slice(at, stop);
    cells.push(
      cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
    );
    at = stop + 1;
  }
  return cells;
};

/** Where a quoted cell's closing quote stands: the first that is not one of a pair. */
const closing = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
};
