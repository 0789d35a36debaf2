import { problem } from '../errors.ts';
import type { ClickHouse } from './clickhouse/client.ts';
import { createTable, type TableDefinition, type Topology } from './clickhouse/ddl.ts';
import { checksumOf, statementsOf, type Migration, type MigrationContext, type Migrations } from './migration.ts';
import type { Postgres } from './postgres/client.ts';

export type MigrateArgs = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly urls: { readonly clickhouse: string };
  readonly migrations: Migrations;
  /** Default: a single server. */
  readonly topology?: Topology;
};

/**
 * Brings both stores to this Gyre's schema and answers the ids it applied. Two processes may call it at once: one works, the
 * other waits and finds nothing left to do.
 *
 * Throws `schema_newer` when a store has steps this Gyre does not know, `schema_changed` when a step that was applied
 * reads differently today. Both are found before anything is changed.
 */
export const migrate = async (args: MigrateArgs): Promise<readonly string[]> => {
  const { migrations, postgres } = args;
  refuseDoubles(migrations);
  const context = contextOf(args);
  // the lock lives as long as this transaction; the steps run on connections of their own
  return postgres.tx(async (guard) => {
    await guard.query(`SELECT pg_advisory_xact_lock(hashtext('gyre schema_migrations'))`);
    const stores = [postgresSteps(args), clickhouseSteps(args, context)];
    const work: { store: StoreSteps; step: Migration }[] = [];
    for (const store of stores) {
      for (const step of outstanding(store.name, store.known, await store.applied())) work.push({ store, step });
    }
    for (const { store, step } of work) await store.apply(step, statementsOf(step, context));
    return work.map(({ step }) => step.id);
  });
};

type Applied = { readonly id: string; readonly checksum: string };

/** The steps still to run, in order. Pure. */
export const outstanding = (
  store: string,
  known: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] => {
  const unknown = applied.filter(({ id }) => !known.some((step) => step.id === id));
  if (unknown.length > 0) {
    const ids = unknown.map(({ id }) => id).join(', ');
    throw problem('schema_newer', {
      detail: `${store} has steps this version does not know (${ids}). Start the newer Gyre, or use another data directory.`,
    });
  }
  const done = new Map(applied.map(({ id, checksum }) => [id, checksum]));
  const changed = known.filter((step) => done.has(step.id) && done.get(step.id) !== checksumOf(step));
  if (changed.length > 0) {
    const ids = changed.map(({ id }) => id).join(', ');
    throw problem('schema_changed', {
      detail: `${store} applied ${ids} with other statements. A step is never edited: add another one.`,
    });
  }
  return known.filter(({ id }) => !done.has(id));
};

type StoreSteps = {
  readonly name: string;
  readonly known: readonly Migration[];
  readonly applied: () => Promise<readonly Applied[]>;
  readonly apply: (step: Migration, statements: readonly string[]) => Promise<void>;
};

const postgresSteps = ({ postgres, migrations }: MigrateArgs): StoreSteps => ({
  name: 'PostgreSQL',
  known: migrations.postgres,
  applied: async () => {
    await postgres.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (id text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    return postgres.query<Applied>('SELECT id, checksum FROM schema_migrations');
  },
  apply: (step, statements) =>
    postgres.tx(async (pg) => {
      for (const statement of statements) await pg.query(statement);
      await pg.query('INSERT INTO schema_migrations (id, checksum) VALUES ($1, $2)', [step.id, checksumOf(step)]);
    }),
});

const stepsTable: TableDefinition = {
  name: 'schema_migrations',
  columns: [
    ['id', 'String'],
    ['checksum', 'String'],
    ['applied_at', "DateTime64(3, 'UTC') DEFAULT now64(3)"],
  ],
  engine: 'Replacing',
  orderBy: ['id'],
};

const clickhouseSteps = ({ clickhouse, migrations }: MigrateArgs, { topology }: MigrationContext): StoreSteps => ({
  name: 'ClickHouse',
  known: migrations.clickhouse,
  applied: async () => {
    for (const statement of createTable(stepsTable, topology)) await clickhouse.command(statement);
    return clickhouse.query<Applied>('SELECT id, checksum FROM schema_migrations FINAL');
  },
  apply: async (step, statements) => {
    for (const statement of statements) await clickhouse.command(statement);
    await clickhouse.insert({ table: 'schema_migrations', rows: [{ id: step.id, checksum: checksumOf(step) }] });
  },
});

const contextOf = ({ urls, topology }: MigrateArgs): MigrationContext => {
  const { pathname, username, password } = new URL(urls.clickhouse);
  return {
    topology: topology ?? { type: 'single' },
    database: pathname.slice(1) || 'default',
    clickhouse: { user: decodeURIComponent(username) || 'default', password: decodeURIComponent(password) },
  };
};

const refuseDoubles = ({ clickhouse, postgres }: Migrations): void => {
  for (const list of [clickhouse, postgres]) {
    const double = list.find(({ id }, at) => list.findIndex((step) => step.id === id) !== at);
    if (double !== undefined) throw problem('internal', { internal: `two migrations are called ${double.id}` });
  }
};
