import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { problem } from '#platform';
import type { Mapping } from './mapping.ts';

type Args = {
  readonly file: string;
  readonly format: Pick<Mapping, 'delimiter' | 'encoding'>;
  /** Bytes of the file read since the last call. */
  readonly onBytes: (count: number) => void;
};

/** Size of the file in bytes. @throws GyreError `not_found`. */
export const fileSize = async (file: string): Promise<number> => {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw problem('not_found', { detail: `file ${file}`, cause });
  });
  return size;
};

/**
 * The rows of a CSV, some hundreds at a time, the header first; gunzipped when the file is gzipped.
 * @throws GyreError `invalid_input` (field `file`) for a broken gzip or a quote that never ends.
 */
export const readCsv = async function* ({
  file,
  format,
  onBytes,
}: Args): AsyncGenerator<readonly (readonly string[])[]> {
  const parser = parse({
    delimiter: format.delimiter,
    bom: true,
    relaxColumnCount: true,
    relaxQuotes: true,
    skipEmptyLines: true,
    maxRecordSize: maxRowBytes,
  });
  const text = Readable.from(decoded(bytesOf(file, await isGzip(file), onBytes), format.encoding));
  // what goes wrong is thrown where the rows are read
  pipeline(text, parser, () => {});
  let rows: string[][] = [];
  try {
    for await (const row of parser) {
      rows.push(row);
      if (rows.length < rowsAtOnce) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  } catch (cause) {
    throw fileProblem(file, cause);
  }
};

const rowsAtOnce = 500;
/** A row longer than this is a quote that nobody closed, which would swallow the rest of the file. */
const maxRowBytes = 8 * 2 ** 20;

const decoded = async function* (bytes: Readable, encoding: string): AsyncGenerator<string> {
  const text = new TextDecoder(encoding);
  for await (const chunk of bytes) yield text.decode(chunk, { stream: true });
  yield text.decode();
};

const isGzip = async (file: string): Promise<boolean> => {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
};

const bytesOf = (file: string, gzipped: boolean, onBytes: (count: number) => void): Readable => {
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 });
  raw.on('data', (chunk) => onBytes(chunk.length));
  if (!gzipped) return raw;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  raw.on('error', (cause) => gunzip.destroy(cause));
  gunzip.on('close', () => raw.destroy());
  return raw.pipe(gunzip);
};

const fileProblem = (file: string, cause: unknown): unknown => {
  const code = errorCode(cause);
  if (code.startsWith('Z_')) {
    return problem('invalid_input', {
      field: 'file',
      detail: `${file} is not a whole gzip file (${code})`,
      detailZh: `${file} 不是完整的 gzip 文件（${code}）`,
      cause,
    });
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return problem('invalid_input', { field: 'file', detail: `${file}: ${String(cause)}`, cause });
  }
  return cause;
};

const errorCode = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
