import type { RowFormat } from '../sql/cell-sql.ts';

/** A part that has been read: where its lines stand in `import_lines`, and how to read them. */
export type Segment = {
  readonly name: string;
  readonly bytes: number;
  /** Of the first line; in decimal digits, as all numbers of lines. The lines follow each other without gaps. */
  readonly from: string;
  readonly lines: number;
  readonly format: RowFormat;
};

/** What can be said of how a source is written; what is left out is found out. */
export type Reading = {
  readonly format?: 'csv' | 'jsonl' | 'parquet' | undefined;
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'gbk' | 'latin1';
};

/**
 * Numbers of lines: 11 bits for how often reading began anew, one for lines that were joined, 16 for the part, 36 for
 * the line in it. So what an earlier attempt left behind is never taken for this one's.
 */
export const firstLine = (attempt: number, joined: boolean, part: number): bigint =>
  (BigInt(attempt * 2 + (joined ? 1 : 0)) << 52n) | (BigInt(part) << 36n);

/** A range of lines: from, up to but without to. */
export type LineRange = { readonly from: string; readonly to: string };

export type Chunk = LineRange & { readonly index: number; readonly format: RowFormat; readonly lines: number };

/**
 * The lines of an import in pieces of at most `size`, each written by one insert. Small neighbouring files share a
 * piece when their columns are the same. The same segments always give the same pieces: a resumed import relies on it.
 * The first is half as long: two are under way at a time, and one's rows are then mapped while the other's refused rows
 * are sealed, instead of both at once and both waiting for each other.
 */
export const chunksOf = (segments: readonly Segment[], size: number): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  for (const { from, lines, format } of segments) {
    for (let at = 0, count = 0; at < lines; at += count) {
      count = Math.min(chunks.length === 0 ? size >> 1 : size, lines - at);
      const begin = BigInt(from) + BigInt(at);
      const range = { from: String(begin), to: String(begin + BigInt(count)) };
      const last = chunks.at(-1);
      if (last !== undefined && last.lines + count <= size && mayFollow(last, format, begin))
        chunks[chunks.length - 1] = { ...last, to: range.to, lines: last.lines + count };
      else chunks.push({ ...range, index: chunks.length, format, lines: count });
    }
  }
  return chunks;
};

/** Lines between two parts belong to neither, so a range over both holds only theirs if the attempt is the same. */
const mayFollow = (chunk: Chunk, format: RowFormat, begin: bigint): boolean =>
  BigInt(chunk.to) <= begin &&
  BigInt(chunk.to) >> 52n === begin >> 52n &&
  JSON.stringify(chunk.format) === JSON.stringify(format);

/** All lines of the segments in few ranges. */
export const rangesOf = (segments: readonly Segment[]): readonly LineRange[] =>
  segments.reduce<LineRange[]>((ranges, { from, lines }) => {
    const range = { from, to: String(BigInt(from) + BigInt(lines)) };
    const last = ranges.at(-1);
    if (last === undefined || BigInt(last.from) >> 52n !== BigInt(from) >> 52n || BigInt(last.to) > BigInt(from))
      return [...ranges, range];
    return [...ranges.slice(0, -1), { from: last.from, to: range.to }];
  }, []);
