import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createConnection } from 'mysql2';
import pg from 'pg';
import { problem } from '#platform';
import type { DatabaseFrom } from '../from-schema.ts';
import { cursorText, readCell, rowLine } from './mysql-cells.ts';
import type { Part } from './part.ts';

type Args = {
  readonly from: DatabaseFrom;
  /** `postgres://…` or `mysql://…`, with user and password. */
  readonly url: string;
  /** Where the last import ended: the cursor column's greatest value then, as text. */
  readonly after: string | undefined;
};

const rowsAtOnce = 5_000;

/** How a read's end is told: the greatest value of the cursor column, once every row has been read. */
export type CursorPart = { readonly part: Part; readonly reached: () => string | undefined };

/**
 * The rows of a query, one line of JSON each, in the order of the cursor column. A repeated import reads from the last
 * value on, that value included: rows that came later with the same value are not lost, those read again are the same
 * rows and count once.
 */
export const databasePart = (engine: 'postgres' | 'mysql', args: Args): CursorPart => {
  const { from, after } = args;
  let last: string | undefined = after;
  const note = (value: string | undefined): void => void (last = value ?? last);
  return {
    part: {
      name: `${engine} ${from.connection}`,
      sizeBytes: undefined,
      version: createHash('sha256')
        .update(JSON.stringify([from, after]))
        .digest('hex'),
      open: async () => Readable.from(engine === 'postgres' ? postgresLines(args, note) : mysqlLines(args, note)),
      format: 'jsonl',
    },
    reached: () => last,
  };
};

/** A cursor of the server's own: neither side holds more than some thousand rows. PostgreSQL writes the JSON itself. */
const postgresLines = async function* ({ from, url, after }: Args, note: (value: string) => void) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  await client.connect().catch((cause: unknown) => Promise.reject(unreachable(from, cause)));
  try {
    await client.query('BEGIN TRANSACTION READ ONLY');
    // times as UTC, so that every import writes a row the same way
    await client.query(`SET LOCAL TIME ZONE 'UTC'`);
    const { cursor } = from;
    const column = cursor === undefined ? undefined : `"${cursor}"`;
    const where = column !== undefined && after !== undefined ? `WHERE ${column} >= $1` : '';
    const select = `SELECT row_to_json(t)::text AS line, ${column === undefined ? 'NULL' : `t.${column}::text`} AS at
      FROM (${from.query.replace(/;\s*$/, '')}) AS t ${where} ${column === undefined ? '' : `ORDER BY t.${column}`}`;
    // the extended protocol takes one statement only: a query cannot end the transaction and go on
    const declare = {
      text: `DECLARE rows_to_import NO SCROLL CURSOR FOR ${select}`,
      values: where === '' ? [] : [after],
      queryMode: 'extended',
    };
    await client.query(declare).catch((cause: unknown) => {
      throw wrongQuery(from, cause);
    });
    for (;;) {
      const { rows } = await client.query<{ line: string; at: string | null }>(
        `FETCH ${rowsAtOnce} FROM rows_to_import`,
      );
      if (rows.length === 0) return;
      yield `${rows.map(({ line }) => line).join('\n')}\n`;
      // NULLs stand last
      const at = rows.findLast((row) => row.at !== null)?.at;
      if (at) note(at);
    }
  } finally {
    await client.end().catch(() => {});
  }
};

/** mysql2 streams; numbers beyond a double and decimals come as text, times as MySQL writes them; see `readCell`. */
const mysqlLines = async function* ({ from, url, after }: Args, note: (value: string) => void) {
  const connection = createConnection({
    uri: url,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    connectTimeout: 15_000,
    timezone: 'Z',
    multipleStatements: false,
    typeCast: readCell,
  });
  connection.on('error', () => {});
  try {
    await new Promise<void>((resolve, reject) => connection.connect((cause) => (cause ? reject(cause) : resolve())));
    for (const setting of [`SET time_zone = '+00:00'`, 'START TRANSACTION READ ONLY'])
      await connection.promise().query(setting);
    const { cursor } = from;
    const column = cursor === undefined ? undefined : `t.\`${cursor}\``;
    const where = column !== undefined && after !== undefined ? `WHERE ${column} >= ?` : '';
    const select = `SELECT * FROM (${from.query.replace(/;\s*$/, '')}) AS t ${where} ${column === undefined ? '' : `ORDER BY ${column}`}`;
    const rows = connection.query(select, where === '' ? [] : [after]).stream({ highWaterMark: rowsAtOnce });
    let lines: string[] = [];
    for await (const row of rows) {
      lines.push(rowLine(row));
      const at = cursor === undefined ? undefined : cursorText(row[cursor]);
      if (at !== undefined) note(at);
      if (lines.length < rowsAtOnce) continue;
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
  } catch (cause) {
    throw isFatal(cause) ? unreachable(from, cause) : wrongQuery(from, cause);
  } finally {
    connection.destroy();
  }
};

const unreachable = (from: DatabaseFrom, cause: unknown) =>
  problem('invalid_input', {
    field: 'from.connection',
    detail: `the database ${from.connection} does not answer: ${wordsOf(cause)}`,
    detailZh: `数据库 ${from.connection} 无法连接：${wordsOf(cause)}`,
    cause,
  });

const wrongQuery = (from: DatabaseFrom, cause: unknown) =>
  problem('invalid_input', {
    field: 'from.query',
    detail: `the database ${from.connection} refuses the query: ${wordsOf(cause)}`,
    detailZh: `数据库 ${from.connection} 拒绝该查询：${wordsOf(cause)}`,
    cause,
  });

/** Whether mysql2 has lost the connection, or never had one. */
const isFatal = (cause: unknown): boolean => cause instanceof Error && 'fatal' in cause && cause.fatal === true;

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
