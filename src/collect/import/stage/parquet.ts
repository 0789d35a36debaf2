import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ClickHouse, problem } from '#platform';

export type ParquetColumn = { readonly name: string; readonly type: string };

/** A Parquet file tells its columns at its end, so a stream is first laid down in a temporary file. */
export const spool = async (
  body: Readable,
): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'gyre-parquet-'));
  const file = join(folder, 'rows.parquet');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(body, createWriteStream(file, { mode: 0o600 }));
    return { file, remove };
  } catch (cause) {
    await remove();
    throw cause;
  }
};

const maxFooterBytes = 16 * 2 ** 20;

/**
 * The columns of a Parquet file as types of ClickHouse. The engine reads the schema itself, from the footer alone.
 * @throws GyreError `invalid_input` (field `file`) for a file that is cut off.
 */
export const parquetColumns = async (clickhouse: ClickHouse, file: string): Promise<readonly ParquetColumn[]> => {
  const footer = await footerOf(file);
  const bytes = Buffer.concat([Buffer.from('PAR1'), footer]).toString('hex');
  // hexadecimal digits and nothing else; as a parameter they would be part of the address, which is too short for them
  return clickhouse.query<ParquetColumn>(
    `DESCRIBE TABLE format(Parquet, unhex('${bytes}'))`,
    {},
    {
      max_query_size: String(3 * maxFooterBytes),
    },
  );
};

/** Metadata, their length, `PAR1`. @see https://parquet.apache.org/docs/file-format/ */
const footerOf = async (file: string): Promise<Buffer> => {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(8);
    await handle.read(tail, 0, 8, Math.max(0, size - 8));
    const length = tail.readUInt32LE(0);
    if (tail.toString('latin1', 4) !== 'PAR1' || length > size - 12) throw cutOff();
    if (length > maxFooterBytes)
      throw problem('invalid_input', {
        field: 'file',
        detail: 'the Parquet file’s metadata are larger than 16 MiB',
        detailZh: 'Parquet 文件的元数据超过 16 MiB',
      });
    const footer = Buffer.alloc(length + 8);
    await handle.read(footer, 0, footer.length, size - footer.length);
    return footer;
  } finally {
    await handle.close();
  }
};

const cutOff = () =>
  problem('invalid_input', { field: 'file', detail: 'not a whole Parquet file', detailZh: 'Parquet 文件不完整' });

export const readParquet = (file: string): Readable => createReadStream(file, { highWaterMark: 1024 * 1024 });
