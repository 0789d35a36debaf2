import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { appMigrations } from '#app';
import { type ClickHouse, connectClickHouse } from '#platform/db/clickhouse/client.ts';
import { statementsOf } from '#platform/db/migration.ts';

const columns = [
  'event_id',
  'name',
  'ts',
  'received_at',
  'source',
  'id_key',
  'ids',
  'id_keys',
  'session_id',
  'properties',
  'context',
  'value',
  'currency',
] as const;

const rowsAnInsert = 10_000;
const inFlight = 3;

export type Yardstick = {
  /** Inserts for so long and answers how many rows were durable, and in how many seconds. */
  readonly insert: (seconds: number) => Promise<{ readonly rows: number; readonly seconds: number }>;
  readonly close: () => Promise<void>;
};

/**
 * What the engine alone can take: the very lines the collector wrote, already formatted, in durable inserts of 10,000,
 * three in flight, into the same tables with the same views in another database of the same server.
 */
export const createYardstick = async (url: string, rows: number): Promise<Yardstick> => {
  const place = new URL(url);
  place.pathname = '/yardstick';
  const served = connectClickHouse(url);
  await served.command('CREATE DATABASE IF NOT EXISTS yardstick ENGINE = Atomic');
  const raw = connectClickHouse(place.href);
  const context = {
    topology: { type: 'single' },
    database: 'yardstick',
    clickhouse: { user: decodeURIComponent(place.username), password: decodeURIComponent(place.password) },
  } as const;
  for (const step of appMigrations.clickhouse) {
    for (const statement of statementsOf(step, context)) await raw.command(statement);
  }
  const inserts = await linesOf(served, rows);
  let next = 0;
  return {
    insert: async (seconds) => {
      const began = performance.now();
      const elapsed = (): number => (performance.now() - began) / 1000;
      let done = 0;
      const loop = async (): Promise<void> => {
        while (elapsed() < seconds) {
          const number = next++;
          const lines = inserts[number % inserts.length] ?? [];
          const round = Math.floor(number / inserts.length)
            .toString(16)
            .padStart(8, '0');
          // a line begins with ["00000000-…: the same row under another id
          const body = Buffer.from(lines.map((line) => `["${round}${line.slice(10)}\n`).join(''));
          await raw.insertRaw({ table: 'events', columns, format: 'JSONCompactEachRow', body: Readable.from([body]) });
          done += lines.length;
        }
      };
      await Promise.all(Array.from({ length: inFlight }, loop));
      return { rows: done, seconds: elapsed() };
    },
    close: async () => {
      await raw.close();
      await served.close();
    },
  };
};

/** Rows of the log as the collector wrote them, in lists of one insert. */
const linesOf = async (clickhouse: ClickHouse, rows: number): Promise<readonly (readonly string[])[]> => {
  const seconds = (column: string): string =>
    `toString(toDecimal64(toUnixTimestamp64Milli(${column}) / 1000, 3)) AS ${column}_seconds`;
  const stream = await clickhouse.stream(
    `SELECT event_id, name, ${seconds('ts')}, ${seconds('received_at')}, ${columns.slice(4).join(', ')}
     FROM events ORDER BY rand() LIMIT {rows:UInt32} FORMAT JSONCompactEachRow`,
    { rows },
  );
  const lines = (await text(stream)).split('\n').slice(0, -1);
  return Array.from({ length: Math.floor(lines.length / rowsAnInsert) }, (_, at) =>
    lines.slice(at * rowsAnInsert, (at + 1) * rowsAnInsert),
  );
};
