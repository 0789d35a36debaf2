import {
  collectMigrations,
  collectRoutes,
  createCollector,
  createContactBook,
  createEventLog,
  createPseudonymizer,
} from '#collect';
import { silentLogger, systemClock } from '#platform';
import { allMigrations } from '#platform/db/migration.ts';
import { createAuth } from '#platform/http/auth/auth.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { testStores } from '#platform/testing.ts';

/** A row of the log as these tests look at it. */
export type Row = {
  readonly name: string;
  readonly event_id: string;
  /** `YYYY-MM-DD hh:mm:ss.sss`, UTC. */
  readonly ts: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly session_id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
};

export type Receiver = {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Known to it. */
  readonly writeKey: string;
  /** Rows of one person, by any of their identifiers, in order of time; without one, all. */
  readonly rows: (value?: string) => Promise<readonly Row[]>;
  readonly quarantined: () => Promise<readonly { readonly reason: string; readonly format: string }[]>;
  /** How often rows were written, repetitions included: a retry writes again, and counts once. */
  readonly written: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/** The real receiver over real stores, listening on a port of its own, by the system's clock as its clients are. */
export const openReceiver = async (): Promise<Receiver> => {
  const { clickhouse, postgres } = await testStores({
    migrations: allMigrations([platformMigrations, collectMigrations]),
  });
  const clock = systemClock();
  const log = silentLogger();
  const secret = 'a secret';
  const eventLog = createEventLog({ clickhouse, clock, log, secret });
  const collector = createCollector({
    ...eventLog,
    clock,
    contacts: createContactBook(postgres, secret),
    pseudonymizer: createPseudonymizer(secret),
  });
  const writeKey = 'gyre_w_official_clients';
  const server = await createHttpServer({
    log,
    auth: createAuth({ postgres, clock }),
    routes: [collectRoutes({ collector, sourceOf: async (key) => (key === writeKey ? 'shop' : undefined) })],
  });
  return {
    url: await server.listen({ host: '127.0.0.1', port: 0 }),
    writeKey,
    rows: (value) =>
      clickhouse.query<Row>(
        `SELECT name, event_id, ts, ids, session_id, properties, context FROM events FINAL
         WHERE {value:String} = '' OR has(mapValues(ids), {value:String}) ORDER BY ts, name`,
        { value: value ?? '' },
      ),
    quarantined: () => clickhouse.query('SELECT reason, format FROM quarantine FINAL ORDER BY reason'),
    written: async () => Number((await clickhouse.queryOne<{ n: string }>('SELECT count() AS n FROM events'))?.n ?? 0),
    close: async () => {
      await server.close();
      await eventLog.close();
    },
  };
};
