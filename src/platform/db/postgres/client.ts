import pg from 'pg';
import { problem } from '../../errors.ts';

/** The one way to talk to PostgreSQL. SQL carries `$1` parameters, never values. */
export type Postgres = {
  readonly query: <T>(sql: string, params?: readonly unknown[]) => Promise<T[]>;
  readonly queryOne: <T>(sql: string, params?: readonly unknown[]) => Promise<T | undefined>;
  /** All or nothing. The function must use the `Postgres` it is given. */
  readonly tx: <T>(work: (pg: Postgres) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

// bigint (int8) fits a double as long as it counts things; ids are text or uuid here
pg.types.setTypeParser(20, Number);

/** `url` is `postgres://user:password@host:port/database`. */
export const connectPostgres = (url: string, options: { readonly max?: number } = {}): Postgres => {
  const pool = new pg.Pool({ connectionString: url, max: options.max ?? 12, idleTimeoutMillis: 10_000 });
  // an idle connection may break when the server restarts; the pool replaces it, nobody needs to crash
  pool.on('error', () => {});
  return {
    ...queriesOf((sql, params) => pool.query(sql, params)),
    tx: async (work) => {
      const client = await guarded(() => pool.connect());
      // one that breaks between two statements says so to the next; without a listener it would end the process
      const ignore = (): void => {};
      client.on('error', ignore);
      try {
        await client.query('BEGIN');
        const inner = queriesOf((sql, params) => client.query(sql, params));
        const nested: Postgres = { ...inner, tx: (again) => again(nested), close: async () => {} };
        const result = await work(nested);
        await client.query('COMMIT');
        return result;
      } catch (cause) {
        await client.query('ROLLBACK').catch(() => {});
        throw cause;
      } finally {
        client.off('error', ignore);
        client.release();
      }
    },
    close: () => pool.end(),
  };
};

type Run = (sql: string, params: unknown[]) => Promise<{ rows: unknown[] }>;

const queriesOf = (run: Run): Pick<Postgres, 'query' | 'queryOne'> => {
  const query = async <T>(sql: string, params: readonly unknown[] = []): Promise<T[]> => {
    const { rows } = await guarded(() => run(sql, [...params]));
    // the caller states the row's shape next to its SQL; the driver cannot know it
    return rows as T[];
  };
  return { query, queryOne: async <T>(sql: string, params?: readonly unknown[]) => (await query<T>(sql, params))[0] };
};

const guarded = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (/ECONNREFUSED|ECONNRESET|terminat|not queryable|57P0/.test(text)) {
      throw problem('store_unavailable', { detail: 'PostgreSQL', internal: text, cause });
    }
    throw cause;
  }
};
