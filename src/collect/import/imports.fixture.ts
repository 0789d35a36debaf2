import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { GyreError, silentLogger, silentProgress } from '#platform';
import { platformMigrations } from '#platform/migrations.ts';
import { allMigrations } from '#platform/db/migration.ts';
import { testStores } from '#platform/testing.ts';
import { createCollector } from '../collector.ts';
import { createContactBook } from '../contact-book.ts';
import { createEventLog } from '../event-log.ts';
import { createPseudonymizer } from '../identifiers.ts';
import { collectMigrations } from '../migrations.ts';
import type { EffectivePlan } from '../plan/read-definitions.ts';
import type { From } from './from-schema.ts';
import { type Mapping, parseMapping } from './mapping.ts';
import { createImports } from './run/imports.ts';
import type { ImportReport } from './run/run-store.ts';

export const workspaceSecret = 'a secret of the workspace, thirty-two';

/** A workspace that can import, for tests; `plan` may be replaced. */
export const importingWorkspace = async (databases: Readonly<Record<string, string>> = {}) => {
  const stores = await testStores({ migrations: allMigrations([platformMigrations, collectMigrations]) });
  const { clickhouse, postgres, clock } = stores;
  const secret = workspaceSecret;
  const pseudonymizer = createPseudonymizer(secret);
  const contacts = createContactBook(postgres, secret);
  const eventLog = createEventLog({ clickhouse, clock, log: silentLogger(), secret });
  const collector = createCollector({ ...eventLog, clock, pseudonymizer, contacts });
  const plan: { inForce: EffectivePlan } = { inForce: { events: new Map(), unknownEvents: 'allow' } };
  /** The step after the events are in the log; a test may let it fail. */
  const trouble = { setAside: collector.setAside };
  const imports = createImports({
    clickhouse,
    postgres,
    clock,
    log: silentLogger(),
    pseudonymizer,
    contacts,
    setAside: (rows) => trouble.setAside(rows),
    plan: async () => plan.inForce,
    reach: { hosts: ['127.0.0.1'], databases },
  });
  const folder = await mkdtemp(join(tmpdir(), 'gyre-import-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const run = (from: string | From, mapping: Mapping): Promise<ImportReport> =>
    imports.run({
      mapping,
      from: typeof from === 'string' ? { path: from } : from,
      byWhom: 'test',
      progress: silentProgress(),
      files: true,
    });
  return {
    ...stores,
    pseudonymizer,
    contacts,
    imports,
    plan,
    trouble,
    folder,
    run,
    aFile: async (name: string, content: string | Uint8Array): Promise<string> => {
      const file = join(folder, name);
      await writeFile(file, content);
      return file;
    },
    /** How many events of a source, and what they are worth. */
    logged: (source: string) =>
      clickhouse.query<{ n: string; total: string | null }>(
        'SELECT count() AS n, sum(value) AS total FROM events FINAL WHERE source = {source:String}',
        { source },
      ),
    quarantined: (source: string) =>
      clickhouse.query<{ reason: string; n: string }>(
        'SELECT reason, count() AS n FROM quarantine FINAL WHERE source = {source:String} GROUP BY reason ORDER BY reason',
        { source },
      ),
  };
};

/** `who,at,amount,city` as purchases. */
export const aMapping = (source: string, more: Partial<Mapping> = {}): Mapping => ({
  ...parseMapping(
    `source: ${source}\ntime: { column: at }\nids: { user_id: who }\nevents: [{ name: order_paid }]\nvalue: amount\nproperties: { city: city }`,
  ),
  ...more,
});

export const refusal = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (cause: unknown) =>
      cause instanceof GyreError ? { code: cause.code, field: cause.facts.field, detail: cause.facts.detail } : cause,
  );
