import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ClickHouse } from '#platform';
import type { Compression } from './head.ts';
import { lineSql, stagingSettings } from './line-sql.ts';
import type { Reading } from './segment.ts';

const peekedLines = 200;

/**
 * The first lines of a text file, as the engine unpacks and decodes it: the same eyes that read all of it later. The
 * engine stops reading when it has them, so it does not mind that the bytes end somewhere.
 */
export const peekLines = async (
  clickhouse: ClickHouse,
  { head, compression, encoding }: { head: Buffer; compression: Compression; encoding: Reading['encoding'] },
): Promise<readonly string[]> => {
  const run = randomUUID();
  try {
    await clickhouse.load({
      sql: `INSERT INTO import_lines (run, n, line, print)
        SELECT {run:UUID}, rowNumberInAllBlocks(), ${lineSql('raw', encoding)}, 0 FROM input('raw String')
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
    const rows = await clickhouse.query<{ line: string }>(
      'SELECT line FROM import_lines WHERE run = {run:UUID} ORDER BY n',
      { run },
    );
    return rows.map(({ line }) => line);
  } finally {
    await clickhouse.command('ALTER TABLE import_lines DROP PARTITION {run:String}', { run });
  }
};
