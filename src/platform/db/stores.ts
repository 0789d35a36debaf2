import { isAlive } from '../children/process-facts.ts';
import { readRunFile } from '../children/run-file.ts';
import type { ChildState } from '../children/supervise.ts';
import { GyreError, problem } from '../errors.ts';
import type { Logger } from '../log.ts';
import { connectClickHouse, type ClickHouse } from './clickhouse/client.ts';
import { embeddedStores, type StoreName } from './embedded-stores.ts';
import { connectPostgres, type Postgres } from './postgres/client.ts';

export type OpenStores = {
  readonly dataDir: string;
  /** Your own server, `http://user:password@host:8123/database`: no child is started for it. */
  readonly clickhouseUrl?: string | undefined;
  /** Your own server, `postgres://user:password@host:5432/database`: no child is started for it. */
  readonly postgresUrl?: string | undefined;
  /** What the embedded ClickHouse may use. */
  readonly memoryBytes?: number;
  /**
   * `own`: be the one who runs the children; refused when another process is (a server).
   * `attach-or-own`: use the running ones; start them only when nobody does (a command).
   */
  readonly mode?: 'own' | 'attach-or-own';
  readonly log: Logger;
  /** A child could not be kept running; the process should end. */
  readonly onGiveUp?: (cause: GyreError) => void;
};

export type Stores = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly urls: Readonly<Record<StoreName, string>>;
  /** True when this process runs the children. */
  readonly owner: boolean;
  /** Tells later starts on this data directory where people open this one. */
  readonly announce: (url: string) => Promise<void>;
  readonly describe: () => Promise<readonly StoreFacts[]>;
  /** Closes the connections, then stops the children this process owns. Safe to call again. */
  readonly stop: () => Promise<void>;
};

export type StoreFacts = {
  readonly name: StoreName;
  readonly place: 'embedded' | 'attached' | 'external';
  readonly state: ChildState;
  readonly restarts?: number;
  readonly pid?: number;
  readonly residentBytes?: number | undefined;
};

const defaultMemoryBytes = 3 * 2 ** 30;

/**
 * Connects to both stores, starting the embedded ones where no URL is given. Runs no migrations.
 * Throws `data_dir_in_use`, `setting_invalid` or a `ChildStartError`.
 *
 * @example const stores = await openStores({ dataDir: '/srv/gyre', log });
 */
export const openStores = async (args: OpenStores): Promise<Stores> => {
  const given: Readonly<Record<StoreName, string | undefined>> = {
    clickhouse: args.clickhouseUrl,
    postgres: args.postgresUrl,
  };
  const missing = storeNames.filter((name) => given[name] === undefined);
  const embedded =
    missing.length === 0
      ? undefined
      : await embeddedStores({
          ...args,
          names: missing,
          mode: args.mode ?? 'own',
          memoryBytes: args.memoryBytes ?? defaultMemoryBytes,
        });
  const urlOf = (name: StoreName): string => {
    const url = given[name] ?? embedded?.urls[name];
    if (url === undefined) throw problem('store_unavailable', { detail: name });
    return url;
  };
  const urls = { clickhouse: urlOf('clickhouse'), postgres: urlOf('postgres') };
  const clickhouse = connectClickHouse(urls.clickhouse);
  const postgres = connectPostgres(urls.postgres);

  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    await Promise.all([clickhouse.close(), postgres.close()]);
    await embedded?.stop();
  };
  const stop = (): Promise<void> => (stopped ??= stopAll());

  // the embedded ones have answered already
  if (given.clickhouse !== undefined) await reached('GYRE_CLICKHOUSE_URL', () => clickhouse.query('SELECT 1'), stop);
  if (given.postgres !== undefined) await reached('GYRE_POSTGRES_URL', () => postgres.query('SELECT 1'), stop);

  const facts = async (name: StoreName): Promise<StoreFacts> => {
    const child = embedded?.children.find((each) => each.name === name);
    if (child === undefined)
      return { name, place: given[name] === undefined ? 'attached' : 'external', state: 'running' };
    return {
      name,
      place: 'embedded',
      state: child.state(),
      restarts: child.restarts(),
      pid: child.pid(),
      residentBytes: await child.residentBytes(),
    };
  };
  return {
    clickhouse,
    postgres,
    urls,
    owner: embedded?.owner ?? false,
    announce: embedded?.announce ?? (async () => {}),
    describe: () => Promise.all(storeNames.map(facts)),
    stop,
  };
};

const storeNames: readonly StoreName[] = ['clickhouse', 'postgres'];

/** A store that was named in the settings and does not let us in is a mistake in the settings. */
const reached = async (setting: string, ask: () => Promise<unknown>, stop: () => Promise<void>): Promise<void> => {
  try {
    await ask();
  } catch (cause) {
    await stop();
    const reason = cause instanceof GyreError ? (cause.facts.internal ?? cause.message) : String(cause);
    throw problem('setting_invalid', { detail: `${setting}: no answer from the store it names (${reason})`, cause });
  }
};

/** Where people open the Gyre that runs on a data directory now; undefined when none does. */
export const runningUrl = async (dataDir: string): Promise<string | undefined> => {
  const run = await readRunFile(dataDir);
  return run !== undefined && isAlive(run.pid) ? run.url : undefined;
};
