import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ClickHouse } from '#platform';
import type { Compression } from './head.ts';
import { lineSql, stagingSettings } from './line-sql.ts';
import type { Reading } from './segment.ts';

const peekedLines = 200;

export type PeekedLine = {
  readonly line: string;
  /** Whether it holds bytes that are no text in the file's encoding. */
  readonly garbled: boolean;
};

/**
 * The first lines of a text file, as the engine unpacks and decodes it: the same eyes that read all of it later. The
 * engine stops reading when it has them, so it does not mind that the bytes end somewhere.
 */
export const peekLines = async (
  clickhouse: ClickHouse,
  { head, compression, encoding }: { head: Buffer; compression: Compression; encoding: Reading['encoding'] },
): Promise<readonly PeekedLine[]> => {
  const run = randomUUID();
  try {
    await clickhouse.load({
      sql: `INSERT INTO import_lines (run, n, line, print)
        SELECT {run:UUID}, rowNumberInAllBlocks(), ${lineSql('raw', encoding)}, ${encoding === 'utf-8' ? 'NOT isValidUTF8(raw)' : '0'} FROM input('raw String')
        LIMIT ${peekedLines} FORMAT LineAsString`,
      params: { run },
      settings: {
        ...stagingSettings,
        min_insert_block_size_rows: '1',
        input_format_parallel_parsing: 0,
        max_block_size: String(peekedLines),
        max_insert_block_size: String(peekedLines),
      },
      body: Readable.from([head], { objectMode: false }),
      encoding: compression,
    });
    const rows = await clickhouse.query<{ line: string; garbled: number }>(
      'SELECT line, print != 0 AS garbled FROM import_lines WHERE run = {run:UUID} ORDER BY n',
      { run },
    );
    return rows.map(({ line, garbled }) => ({ line, garbled: garbled !== 0 }));
  } finally {
    await clickhouse.command('ALTER TABLE import_lines DROP PARTITION {run:String}', { run });
  }
};
