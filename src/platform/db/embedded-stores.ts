import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { lockDirectory, type Holder } from '../children/directory-lock.ts';
import { pause } from '../children/pause.ts';
import { isAlive, waitUntilGone } from '../children/process-facts.ts';
import { readRunFile, writeRunFile, type RunFile } from '../children/run-file.ts';
import { supervise, type SupervisedChild, type Supervision } from '../children/supervise.ts';
import { problem, type GyreError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { clickhouseServer } from './clickhouse/server.ts';
import { postgresServer } from './postgres/server.ts';
import { storePasswords } from './store-passwords.ts';

export type StoreName = 'clickhouse' | 'postgres';

export type EmbeddedStores = {
  readonly owner: boolean;
  readonly urls: Readonly<Partial<Record<StoreName, string>>>;
  readonly children: readonly SupervisedChild[];
  readonly announce: (url: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type EmbeddedArgs = {
  readonly dataDir: string;
  readonly names: readonly StoreName[];
  readonly mode: 'own' | 'attach-or-own';
  readonly memoryBytes: number;
  readonly log: Logger;
  readonly onGiveUp?: (cause: GyreError) => void;
};

/** Starts the named stores on this data directory and owns them, or uses those another process runs there. */
export const embeddedStores = async (args: EmbeddedArgs): Promise<EmbeddedStores> => {
  const dataDir = await usableDirectory(args.dataDir);
  for (;;) {
    const lock = await lockDirectory(dataDir);
    if (lock.type === 'held') {
      try {
        return await ownedStores({ ...args, dataDir }, lock.release);
      } catch (cause) {
        await lock.release();
        throw cause;
      }
    }
    if (args.mode === 'own') {
      // an owner that is just ending, as after a quick restart, is worth a moment
      if (await goneSoon(lock.by)) continue;
      throw await inUse(dataDir, lock.by);
    }
    const attached = await attachedStores(args, dataDir, lock.by);
    if (attached !== undefined) return attached;
    // its owner left while we waited: try to be the owner
  }
};

const goneSoon = async ({ pid, host }: Holder): Promise<boolean> =>
  host === hostname() && (await waitUntilGone(pid, 500));

const usableDirectory = async (dataDir: string): Promise<string> => {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const directory = await realpath(dataDir);
    await access(directory, constants.W_OK | constants.X_OK);
    return directory;
  } catch (cause) {
    throw problem('setting_invalid', { detail: `the data directory ${dataDir} cannot be written by this user`, cause });
  }
};

const inUse = async (dataDir: string, { pid, host }: Holder): Promise<GyreError> => {
  const url = (await readRunFile(dataDir))?.url;
  const where = url === undefined ? '' : ` and serves at ${url}`;
  return problem('data_dir_in_use', {
    detail: `process ${pid} on ${host} works on ${dataDir}${where}. Stop it first, or choose another directory with --data.`,
  });
};

const ownedStores = async (args: EmbeddedArgs, release: () => Promise<void>): Promise<EmbeddedStores> => {
  const { dataDir, log } = args;
  const passwords = await storePasswords(dataDir);
  const before = await readRunFile(dataDir);
  const rules = (name: StoreName): Supervision => ({
    log,
    preferredPort: before?.[name]?.port,
    ...(args.onGiveUp === undefined ? {} : { onGiveUp: args.onGiveUp }),
  });
  const starts: Record<StoreName, () => Promise<SupervisedChild>> = {
    clickhouse: () => {
      const server = clickhouseServer({
        directory: join(dataDir, 'clickhouse'),
        memoryBytes: args.memoryBytes,
        password: passwords.clickhouse,
        log,
      });
      // ClickHouse keeps its own limit; what goes far beyond is memory it does not see, and would take the machine
      const memoryCapBytes = args.memoryBytes * 1.5 + 512 * 2 ** 20;
      return supervise(server, { ...rules('clickhouse'), health: { memoryCapBytes } });
    },
    postgres: () => supervise(postgresServer({ dataDir, password: passwords.postgres, log }), rules('postgres')),
  };
  const children = await allOrNone(args.names.map((name) => starts[name]()));
  const state: { url?: string } = {};
  const record = (): Promise<void> => writeRunFile(dataDir, { ...runOf(children), ...state });
  await record();
  return {
    owner: true,
    children,
    urls: Object.fromEntries(children.map(({ name, url }) => [name, url])),
    announce: async (url) => {
      state.url = url;
      await record();
    },
    stop: async () => {
      await Promise.all(children.map((child) => child.stop()));
      await release();
    },
  };
};

const runOf = (children: readonly SupervisedChild[]): RunFile => ({
  pid: process.pid,
  ...Object.fromEntries(children.map(({ name, url, port, pid }) => [name, { url, port, pid: pid() }])),
});

/** Half a pair is of no use: when one fails the other is stopped before the failure is reported. */
const allOrNone = async (starting: readonly Promise<SupervisedChild>[]): Promise<readonly SupervisedChild[]> => {
  const results = await Promise.allSettled(starting);
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure === undefined) return started;
  await Promise.all(started.map((child) => child.stop()));
  throw failure.reason;
};

const attachTimeoutMs = 60_000;

/** The stores another process runs here, once it has them ready; undefined when it is gone before that. */
const attachedStores = async (
  args: EmbeddedArgs,
  dataDir: string,
  holder: Holder,
): Promise<EmbeddedStores | undefined> => {
  const deadline = performance.now() + attachTimeoutMs;
  while (performance.now() < deadline) {
    const run = await readRunFile(dataDir);
    if (run?.pid === holder.pid && args.names.every((name) => run[name] !== undefined)) {
      const urls = Object.fromEntries(
        args.names.flatMap((name) => (run[name] === undefined ? [] : [[name, run[name].url]])),
      );
      return { owner: false, children: [], urls, announce: async () => {}, stop: async () => {} };
    }
    if (!isAlive(holder.pid)) return undefined;
    await pause(100);
  }
  throw await inUse(dataDir, holder);
};
