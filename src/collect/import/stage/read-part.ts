import { type Readable, Transform } from 'node:stream';
import { type ClickHouse, GyreError, problem } from '#platform';
import type { Part } from '../source/part.ts';
import { csvSql } from '../sql/csv-sql.ts';
import type { RowFormat } from '../sql/cell-sql.ts';
import { createParameters } from '../sql/parameters.ts';
import { headBytes, type Headed, takeHead } from './head.ts';
import { readHeader } from './header.ts';
import { joinLines, maxRowBytes } from './join-lines.ts';
import { lineSql, stagingSettings } from './line-sql.ts';
import { parquetColumns, readParquet, spool } from './parquet.ts';
import { type PeekedLine, peekLines } from './peek.ts';
import { firstLine, type Reading, type Segment } from './segment.ts';
import { zstdEnd } from './zstd-end.ts';

type Args = {
  readonly clickhouse: ClickHouse;
  readonly run: string;
  readonly attempt: number;
  readonly index: number;
  readonly part: Part;
  readonly reading: Reading;
  /** Bytes of the part read since the last call. */
  readonly onBytes: (count: number) => void;
};

/**
 * Streams a part's bytes into the engine, which unpacks, decodes and splits them into lines; rows of Parquet become lines
 * of JSON. Nothing is in the log yet: a part that is broken is refused whole.
 * @throws GyreError `invalid_input` (field `file`) for what cannot be read: empty, cut off, a quote that never ends.
 */
export const readPart = async (args: Args): Promise<Segment> => {
  const { part, reading, clickhouse } = args;
  const count = counter(args.onBytes);
  const headed = await takeHead(await part.open());
  try {
    const asked = part.format ?? reading.format;
    if (headed.parquet || asked === 'parquet') return await readRows(args, headed, count);
    if (headed.head.length === 0 && part.format === undefined) throw refused(part, 'is empty', '是空文件');
    const peeked = await peekLines(clickhouse, { ...headed, encoding: reading.encoding });
    mustBeText(part, headed.head.length < headBytes ? peeked : peeked.slice(0, -1));
    const lines = peeked.map(({ line }) => line);
    const kind = asked ?? (/^\s*\{/.test(lines.find((line) => line.trim() !== '') ?? '') ? 'jsonl' : 'csv');
    if (kind === 'jsonl') return await loadLines(args, headed, { format: { type: 'json' }, skip: 0 }, count);
    const header = readHeader(lines, reading.delimiter);
    if (header === undefined) {
      if (lines.every((line) => line === '')) throw refused(part, 'is empty', '是空文件');
      throw refused(part, 'a quote in the header is never closed', '表头中的引号没有闭合');
    }
    if (JSON.stringify(header.names).length > maxHeaderLength)
      throw refused(
        part,
        `has a header of ${header.names.length} columns, too long for an import`,
        `的表头有 ${header.names.length} 列，超出导入的上限`,
      );
    const format: RowFormat = { type: 'csv', delimiter: reading.delimiter, header: header.names };
    const segment = await loadLines(args, headed, { format, skip: header.skip }, count);
    return await joinLines({ ...args, segment, delimiter: reading.delimiter });
  } catch (cause) {
    throw explained(part, cause);
  } finally {
    headed.body.destroy();
  }
};

/** Names of columns travel beside the engine's questions; a field there holds 128 KiB. */
const maxHeaderLength = 32_000;

/** Says what a file is that is no text, or text of another encoding, before anything is made of it. */
const mustBeText = (part: Part, lines: readonly PeekedLine[]): void => {
  if (lines[0]?.line.startsWith('PAR1'))
    throw refused(
      part,
      'is a Parquet file that was packed once more: unpack it first',
      '是再次压缩过的 Parquet 文件，请先解压',
    );
  if (lines.some(({ line }) => line.includes('\u0000')))
    throw refused(
      part,
      'is no text file: save a workbook as CSV, and text as UTF-8',
      '不是文本文件：表格请另存为 CSV，文本请存为 UTF-8',
    );
  const foreign = lines.filter(({ line }) => /[^\0-\x7f]/.test(line));
  const garbled = foreign.filter((each) => each.garbled);
  // a stray byte in a long file is nobody's reason to refuse it
  if (garbled.length > foreign.length / 2)
    throw refused(
      part,
      'is not UTF-8: say which encoding it has, gbk or latin1',
      '不是 UTF-8 编码：请指明编码，例如 gbk',
    );
};

type Counter = {
  /** The same bytes, counted on their way and shown to `see`. */
  readonly through: (body: Readable, see?: (bytes: Buffer) => void) => Readable;
  readonly bytes: () => number;
};

const counter = (onBytes: (count: number) => void): Counter => {
  let bytes = 0;
  return {
    through: (body, see) => {
      const counting = new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          bytes += chunk.length;
          onBytes(chunk.length);
          see?.(chunk);
          done(null, chunk);
        },
      });
      body.on('error', (cause) => counting.destroy(cause));
      return body.pipe(counting);
    },
    bytes: () => bytes,
  };
};

const loadLines = async (
  { clickhouse, run, attempt, index, part, reading }: Args,
  { body, compression }: Headed,
  { format, skip }: { readonly format: RowFormat; readonly skip: number },
  count: Counter,
): Promise<Segment> => {
  const parameters = createParameters();
  const content = format.type === 'csv' ? csvSql(format.delimiter, parameters).content('line') : 'trimBoth(line)';
  const from = firstLine(attempt, false, index);
  const end = zstdEnd();
  await clickhouse.load({
    sql: `INSERT INTO import_lines (run, n, line, print)
      SELECT {run:UUID}, {from:UInt64} + i - {skip:UInt64}, line, sipHash64(${content})
      FROM (SELECT rowNumberInAllBlocks() AS i, ${lineSql('raw', part.format ? 'utf-8' : reading.encoding)} AS line FROM input('raw String'))
      WHERE i >= {skip:UInt64} AND ${isShort} FORMAT LineAsString`,
    params: { ...parameters.values, run, from, skip },
    settings: stagingSettings,
    body: count.through(body, compression === 'zstd' ? end.add : undefined),
    encoding: compression,
  });
  if (compression === 'zstd' && !end.isWhole()) throw refused(part, 'is not a whole zstd file', '不是完整的 zstd 文件');
  const lines = await countLines(clickhouse, run, from);
  return { name: part.name, bytes: count.bytes(), from: String(from), lines, format };
};

const readRows = async (args: Args, { body }: Headed, count: Counter): Promise<Segment> => {
  const { clickhouse, run, attempt, index, part } = args;
  const spooled = await spool(count.through(body));
  try {
    const columns = await parquetColumns(clickhouse, spooled.file);
    const names = columns.map(({ name }) => `\`${name.replace(/[\\`]/g, '\\$&')}\``);
    const from = firstLine(attempt, false, index);
    const structure = columns.map(({ type }, at) => `${names[at]} ${type}`).join(', ');
    await clickhouse.load({
      sql: `INSERT INTO import_lines (run, n, line, print)
        SELECT {run:UUID}, {from:UInt64} + rowNumberInAllBlocks(), formatRowNoNewline('JSONEachRow', ${names.join(', ')}) AS line, sipHash64(line)
        FROM input(${quotedText(structure)}) WHERE ${isShort} FORMAT Parquet`,
      params: { run, from },
      settings: {
        ...stagingSettings,
        output_format_json_quote_64bit_integers: 1,
        output_format_json_escape_forward_slashes: 0,
      },
      body: readParquet(spooled.file),
    });
    const lines = await countLines(clickhouse, run, from);
    return { name: part.name, bytes: count.bytes(), from: String(from), lines, format: { type: 'json' } };
  } finally {
    await spooled.remove();
  }
};

const quotedText = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const countLines = async (clickhouse: ClickHouse, run: string, from: bigint): Promise<number> => {
  const row = await clickhouse.queryOne<{ lines: string }>(
    'SELECT max(n) + 1 - {from:UInt64} AS lines FROM import_lines WHERE run = {run:UUID} AND n >= {from:UInt64}',
    { run, from },
  );
  const lines = BigInt(row?.lines ?? 0);
  // without any line max() is 0, and the difference wraps around
  return lines > 2n ** 36n ? 0 : Number(lines);
};

const refused = (part: Part, words: string, wordsZh: string): GyreError =>
  problem('invalid_input', { field: 'file', detail: `${part.name} ${words}`, detailZh: `${part.name} ${wordsZh}` });

const tooLong = 'a line is longer than a row may be';
const isShort = `throwIf(length(line) > ${maxRowBytes}, '${tooLong}') = 0`;

/** What the engine says of a broken file, in words about the file. */
const explained = (part: Part, cause: unknown): unknown => {
  const words = cause instanceof GyreError ? (cause.facts.internal ?? '') : '';
  if (words.includes(tooLong)) return refused(part, 'has a row of more than 8 MiB', '有超过 8 MiB 的行');
  if (/ZLIB_INFLATE_FAILED|inflate failed/.test(words))
    return refused(part, 'is not a whole gzip file', '不是完整的 gzip 文件');
  if (/ZSTD_DECODER_FAILED/.test(words)) return refused(part, 'is not a whole zstd file', '不是完整的 zstd 文件');
  if (/Parquet|parquet|INCORRECT_DATA|Invalid data|thrift/i.test(words))
    return refused(part, 'is not a Parquet file that can be read', '不是可读取的 Parquet 文件');
  return cause;
};
