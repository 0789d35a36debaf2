/** Feeds text in pieces, gets the rows that are complete; `last` also closes the row without an end of line. */
export type CsvRows = (text: string, last?: boolean) => readonly (readonly string[])[];

/** A row longer than this is a quote that nobody closed, which would swallow the rest of the file. */
const maxRowLength = 8 * 2 ** 20;

/**
 * CSV as RFC 4180 has it and as people write it: lines end in LF or CRLF, a quote inside an unquoted cell is a quote,
 * a quoted cell with something behind its quote is taken as it stands, empty lines are skipped.
 * It cuts at what `indexOf` finds instead of looking at each character: a third of the time of a general parser.
 * @throws Error with code `CSV_QUOTE_NOT_CLOSED`.
 */
export const csvRows = (delimiter: string): CsvRows => {
  let rest = '';
  return (piece, last = false) => {
    const text = rest + piece;
    const rows: string[][] = [];
    const scan: Scan = { text, delimiter, last, at: 0, delimiterAt: -1, newlineAt: -1 };
    let done = 0;
    for (;;) {
      const cells = nextRow(scan);
      if (cells === undefined) break;
      done = scan.at;
      if (cells.length > 1 || cells[0] !== '') rows.push(cells);
    }
    rest = text.slice(done);
    if (rest.length > maxRowLength || (last && rest !== '')) throw notClosed(rest);
    return rows;
  };
};

/** `delimiterAt` and `newlineAt` are the next ones at or behind `at`, found once and not once a cell. */
type Scan = {
  readonly text: string;
  readonly delimiter: string;
  readonly last: boolean;
  at: number;
  delimiterAt: number;
  newlineAt: number;
};

/** The row at `scan.at`, which moves behind it; undefined when the text ends before the row does. */
const nextRow = (scan: Scan): string[] | undefined => {
  const { text, last } = scan;
  if (scan.at >= text.length) return undefined;
  const cells: string[] = [];
  for (;;) {
    const quoted = text.charCodeAt(scan.at) === 34 ? closingQuote(scan, scan.at + 1) : unquoted;
    if (quoted === incomplete) return undefined;
    // the end of an unquoted cell, or of what follows a closing quote
    const from = quoted === unquoted ? scan.at : quoted + 1;
    const delimiterAt = nextDelimiter(scan, from);
    const newlineAt = nextNewline(scan, from);
    const ends = Math.min(delimiterAt, newlineAt);
    if (ends === Infinity && !last) return undefined;
    const end = Math.min(ends, text.length);
    cells.push(cellText(text, scan.at, end, quoted, newlineAt === ends));
    scan.at = end + 1;
    if (delimiterAt >= newlineAt) return cells;
  }
};

const unquoted = -1;
const incomplete = -2;

/** Where the quote stands that closes the cell: one that is not doubled. */
const closingQuote = ({ text, last }: Scan, from: number): number => {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (at + 1 === text.length) return last ? at : incomplete;
    if (text.charCodeAt(at + 1) !== 34) return at;
  }
  return incomplete;
};

const cellText = (text: string, start: number, end: number, quoted: number, lineEnds: boolean): string => {
  const to = lineEnds && text.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end;
  if (quoted === unquoted || quoted !== to - 1) return text.slice(start, to);
  const inside = text.slice(start + 1, quoted);
  return inside.includes('""') ? inside.replaceAll('""', '"') : inside;
};

const nextDelimiter = (scan: Scan, from: number): number => {
  if (scan.delimiterAt < from) scan.delimiterAt = found(scan.text.indexOf(scan.delimiter, from));
  return scan.delimiterAt;
};

const nextNewline = (scan: Scan, from: number): number => {
  if (scan.newlineAt < from) scan.newlineAt = found(scan.text.indexOf('\n', from));
  return scan.newlineAt;
};

const found = (at: number): number => (at < 0 ? Infinity : at);

const notClosed = (row: string): Error =>
  Object.assign(new Error(`a quote is never closed, in the row that begins ${JSON.stringify(row.slice(0, 80))}`), {
    code: 'CSV_QUOTE_NOT_CLOSED',
  });
