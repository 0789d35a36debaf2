import type { Parameters } from './parameters.ts';

/**
 * CSV (RFC 4180, read leniently) as SQL over one line of text. A quote counts only where a cell begins; elsewhere it is
 * a character like any other, as in `5" pipe`. What follows a closing quote is kept as it stands.
 */
export type CsvSql = {
  /** The cells, unquoted: Array(String). */
  readonly cells: (line: string) => string;
  /** The cells joined by U+001F: the row's content, however it was quoted. */
  readonly content: (line: string) => string;
  /** Whether a cell that this line opens goes on in the next. */
  readonly opens: (line: string) => string;
  /** Whether a cell that an earlier line opened goes on beyond this one. */
  readonly staysOpen: (line: string) => string;
};

export const csvSql = (delimiter: string, parameters: Parameters): CsvSql => {
  const d = `\\x{${(delimiter.codePointAt(0) ?? 44).toString(16)}}`;
  const quoted = `"(?:[^"]|"")*"(?:[^"${d}][^${d}]*)?`;
  const plain = `[^"${d}][^${d}]*`;
  const open = `(?:(?:${quoted}|${plain}|)${d})*"(?:[^"]|"")*$`;
  const by = parameters.text(delimiter);
  const cellPattern = parameters.text(`(?s)(${quoted}|${plain}|)${d}`);
  const opensPattern = parameters.text(`(?s)^${open}`);
  const staysPattern = parameters.text(`(?s)^(?:[^"]|"")*(?:$|"(?:[^"${d}][^${d}]*)?${d}${open})`);
  const isPlain = (line: string): string => `position(${line}, '"') = 0`;
  const unquoted = `if(startsWith(c, '"') AND length(c) > 1 AND endsWith(c, '"'), replaceAll(substring(c, 2, length(c) - 2), '""', '"'), c)`;
  // the engine computes both sides of an `if`: the costly one is given nothing to do for lines without quotes
  const quotedCells = (line: string): string =>
    `arrayMap(c -> ${unquoted}, extractAll(if(${isPlain(line)}, '', concat(${line}, ${by})), ${cellPattern}))`;
  const cells = (line: string): string => `if(${isPlain(line)}, splitByString(${by}, ${line}), ${quotedCells(line)})`;
  return {
    cells,
    content: (line) =>
      `if(${isPlain(line)}, replaceAll(${line}, ${by}, char(31)), arrayStringConcat(${quotedCells(line)}, char(31)))`,
    opens: (line) => `NOT (${isPlain(line)}) AND match(${line}, ${opensPattern})`,
    staysOpen: (line) => `${isPlain(line)} OR match(${line}, ${staysPattern})`,
  };
};
