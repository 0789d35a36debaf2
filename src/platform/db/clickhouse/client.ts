import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { Readable } from 'node:stream';
import { problem } from '../../errors.ts';

export type Params = Readonly<Record<string, unknown>>;

/** The one way to talk to ClickHouse. SQL carries typed `{name:Type}` parameters, never values. */
export type ClickHouse = {
  /** Rows as objects; UInt64 and Decimal arrive as strings. For answers of bounded size. */
  readonly query: <T>(sql: string, params?: Params, settings?: ClickHouseSettings) => Promise<T[]>;
  readonly queryOne: <T>(sql: string, params?: Params) => Promise<T | undefined>;
  /** The answer's bytes in whatever FORMAT the SQL names. For answers of any size. */
  readonly stream: (sql: string, params?: Params) => Promise<Readable>;
  /** DDL, INSERT … SELECT, ALTER. A token makes a repeated INSERT … SELECT of the same rows count once. */
  readonly command: (sql: string, params?: Params, settings?: ClickHouseSettings) => Promise<void>;
  /** A durable insert. The same token with the same rows counts once, so a retry is safe. */
  readonly insert: (args: InsertArgs) => Promise<void>;
  /** A durable insert of already formatted bytes. `columns` in the bytes' order; none means all of them or named in the bytes. */
  readonly insertRaw: (args: {
    table: string;
    columns: readonly string[];
    format: string;
    body: Readable;
    token?: string;
    settings?: ClickHouseSettings;
  }) => Promise<void>;
  /** An `INSERT … SELECT … FROM input(…) FORMAT …` fed with bytes, which the engine unpacks when they are compressed. */
  readonly load: (args: LoadArgs) => Promise<void>;
  readonly ping: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

type InsertArgs = {
  readonly table: string;
  readonly rows: readonly object[] | Readable;
  readonly token?: string;
};

type LoadArgs = {
  readonly sql: string;
  readonly params?: Params;
  readonly settings?: ClickHouseSettings;
  readonly body: Readable;
  readonly encoding?: 'gzip' | 'zstd' | undefined;
};

/** `url` is `http://user:password@host:port/database`. */
export const connectClickHouse = (url: string): ClickHouse => {
  const client = createClient({
    url,
    max_open_connections: 24,
    // what goes wrong is thrown to the caller, who logs it once
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: 600_000,
    compression: { request: false, response: false },
    clickhouse_settings: {
      output_format_json_quote_64bit_integers: 1,
      output_format_json_quote_decimals: 1,
      date_time_input_format: 'best_effort',
      // a time without a zone is UTC, wherever the server stands
      session_timezone: 'UTC',
      // a text in an event's properties stays that text: inferred as a date it would come back spelt anew, its milliseconds lost
      input_format_try_infer_dates: 0,
      input_format_try_infer_datetimes: 0,
      wait_end_of_query: 1,
      // an answer waits for its end in memory; only what is larger goes through a file
      http_response_buffer_size: String(2 ** 20),
      send_progress_in_http_headers: 1,
      http_headers_progress_interval_ms: '110000',
      // one person's duplicate rows share a partition, so FINAL need not look across partitions
      do_not_merge_across_partitions_select_final: 1,
      // exact all the same: rows that replace each other agree in every indexed column
      use_skip_indexes_if_final: 1,
      // a token must hold for the views behind a table too
      deduplicate_blocks_in_dependent_materialized_views: 1,
    },
  });
  return {
    query: (sql, params, settings) => guarded(() => rowsOf(client, sql, params, settings)),
    queryOne: async <T>(sql: string, params?: Params) => (await guarded(() => rowsOf<T>(client, sql, params)))[0],
    stream: (sql, params) =>
      guarded(async () => {
        const { stream } = await client.exec({
          query: sql,
          query_params: plain(sql, params),
          clickhouse_settings: { wait_end_of_query: 0 },
        });
        return stream;
      }),
    command: (sql, params, settings) =>
      guarded(async () => {
        await client.command({ query: sql, query_params: plain(sql, params), clickhouse_settings: settings ?? {} });
      }),
    insert: ({ table, rows, token }) =>
      guarded(async () => {
        if (Array.isArray(rows) && rows.length === 0) return;
        await client.insert({
          table,
          values: rows instanceof Readable ? rows : [...rows],
          format: 'JSONEachRow',
          clickhouse_settings: token ? { insert_deduplication_token: token } : {},
        });
      }),
    insertRaw: ({ table, columns, format, body, token, settings }) =>
      guarded(async () => {
        const { stream } = await client.exec({
          query: `INSERT INTO ${table}${columns.length > 0 ? ` (${columns.join(', ')})` : ''} FORMAT ${format}`,
          values: body,
          clickhouse_settings: { ...settings, ...(token ? { insert_deduplication_token: token } : {}) },
        });
        stream.resume();
      }),
    load: ({ sql, params, settings, body, encoding }) =>
      guarded(async () => {
        const { stream } = await client.exec({
          query: sql,
          query_params: plain(sql, params),
          values: body,
          clickhouse_settings: settings ?? {},
          ...(encoding === undefined ? {} : { http_headers: { 'Content-Encoding': encoding } }),
        });
        stream.resume();
      }),
    ping: async () => (await client.ping()).success,
    close: () => client.close(),
  };
};

const rowsOf = async <T>(
  client: ClickHouseClient,
  sql: string,
  params?: Params,
  settings?: ClickHouseSettings,
): Promise<T[]> => {
  const answer = await client.query({
    query: sql,
    query_params: plain(sql, params),
    format: 'JSONEachRow',
    clickhouse_settings: settings ?? {},
  });
  return answer.json<T>();
};

/**
 * Dates become the text ClickHouse reads for DateTime64(3,'UTC'); bigints become digits. Inside an Array(UInt64) the engine
 * wants digits without quotes, which the client writes for bigints alone.
 */
const plain = (sql: string, params: Params = {}): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      Array.isArray(value) && sql.includes(`{${name}:Array(UInt64)}`) ? value.map(BigInt) : plainValue(value),
    ]),
  );

const plainValue = (value: unknown): unknown => {
  if (value instanceof Date) return sqlTime(value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plainValue);
  return value;
};

/** A Date as `YYYY-MM-DD hh:mm:ss.mmm` in UTC. */
export const sqlTime = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '');

/** The engine's own words stay inside; callers learn what they can act on. */
const guarded = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (/ECONNREFUSED|ECONNRESET|socket hang up|EPIPE/.test(text)) {
      throw problem('store_unavailable', { detail: 'ClickHouse', internal: text, cause });
    }
    if (/MEMORY_LIMIT_EXCEEDED|TIMEOUT_EXCEEDED|TOO_MANY_ROWS_OR_BYTES|memory limit exceeded/i.test(text)) {
      throw problem('query_too_heavy', { detail: 'narrow it in time or people', internal: text, cause });
    }
    throw problem('internal', { internal: text, cause });
  }
};
