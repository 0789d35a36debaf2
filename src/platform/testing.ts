import { randomBytes } from 'node:crypto';
import { afterAll, inject, onTestFinished, TestRunner } from 'vitest';
import { manualClock, type ManualClock } from './clock.ts';
import { connectClickHouse, type ClickHouse } from './db/clickhouse/client.ts';
import { migrate } from './db/migrate.ts';
import type { Migrations } from './db/migration.ts';
import { connectPostgres, type Postgres } from './db/postgres/client.ts';
import { platformMigrations } from './migrations.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URLs of the run's one pair of stores, from test/stores.setup.ts. */
    stores: { readonly clickhouse: string; readonly postgres: string };
  }
}

export type TestStores = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  /** Stands at 2026-01-01 until set. */
  readonly clock: ManualClock;
  readonly urls: { readonly clickhouse: string; readonly postgres: string };
  /** The name of this file's database, the same in both stores. */
  readonly database: string;
  /** Drops both databases. Called by itself at the end of the file or test that asked for them. */
  readonly stop: () => Promise<void>;
};

/**
 * Real stores for one test file: a database of its own in each, migrated, dropped after the last test.
 * Call it at the top of the file, of a `describe` (both may be async), or inside one test, not in a hook.
 *
 * @example const { clickhouse, postgres, clock } = await testStores({ migrations: collectMigrations });
 */
export const testStores = async (args: { readonly migrations?: Migrations } = {}): Promise<TestStores> => {
  const servers = inject('stores');
  const database = `test_${randomBytes(6).toString('hex')}`;
  const urls = {
    clickhouse: withDatabase(servers.clickhouse, database),
    postgres: withDatabase(servers.postgres, database),
  };
  await asAdministrator(servers, async (admin) => {
    await Promise.all([
      admin.clickhouse.command(`CREATE DATABASE ${database} ENGINE = Atomic`),
      admin.postgres.query(`CREATE DATABASE ${database}`),
    ]);
  });
  const clickhouse = connectClickHouse(urls.clickhouse);
  const postgres = connectPostgres(urls.postgres, { max: 8 });
  await migrate({ clickhouse, postgres, urls, migrations: args.migrations ?? platformMigrations });

  const drop = async (): Promise<void> => {
    await Promise.all([clickhouse.close(), postgres.close()]);
    await asAdministrator(servers, async (admin) => {
      await Promise.all([
        admin.clickhouse.command(`DROP DATABASE ${database}`),
        admin.postgres.query(`DROP DATABASE ${database} WITH (FORCE)`),
      ]);
    });
  };
  let dropped: Promise<void> | undefined;
  const stop = (): Promise<void> => (dropped ??= drop());
  if (TestRunner.getCurrentTest() === undefined) afterAll(stop);
  else onTestFinished(stop);
  return { clickhouse, postgres, clock: manualClock(new Date('2026-01-01T00:00:00Z')), urls, database, stop };
};

const withDatabase = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};

type Servers = { readonly clickhouse: string; readonly postgres: string };
type Administrator = { readonly clickhouse: ClickHouse; readonly postgres: Postgres };

const asAdministrator = async (servers: Servers, work: (admin: Administrator) => Promise<void>): Promise<void> => {
  const clickhouse = connectClickHouse(servers.clickhouse);
  const postgres = connectPostgres(servers.postgres, { max: 1 });
  try {
    await work({ clickhouse, postgres });
  } finally {
    await Promise.all([clickhouse.close(), postgres.close()]);
  }
};
