import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { exitOf, type ChildProgram, type RunningChild } from '../../children/child.ts';
import { captureOutput } from '../../children/output.ts';
import { signalTo } from '../../children/process-facts.ts';
import { untilReady } from '../../children/ready.ts';
import type { Logger } from '../../log.ts';
import { postgresBinaries } from './binaries.ts';
import { ensureCluster, postgresEnvironment, postgresUser } from './cluster.ts';
import { postgresHome, postgresShelter } from './home.ts';
import { guardedStart } from './guard.ts';
import { serverSettings } from './server-settings.ts';
import { stopStalePostgres } from './stale.ts';

export type PostgresServerArgs = {
  /** Gyre's data directory; the server lives in `postgres` below it. */
  readonly dataDir: string;
  readonly password: string;
  readonly log: Logger;
  readonly startTimeoutMs?: number;
};

const database = 'gyre';

/** The embedded PostgreSQL as a child program. */
export const postgresServer = (args: PostgresServerArgs): ChildProgram => ({
  name: 'postgres',
  start: (port) => start(args, port),
});

const start = async (args: PostgresServerArgs, port: number): Promise<RunningChild> => {
  const home = await postgresHome(args.dataDir, args.log);
  const { account } = home;
  const binaries = await postgresBinaries(account, () =>
    account === undefined ? Promise.resolve(home.directory) : postgresShelter(account),
  );
  const data = await ensureCluster({ initdb: binaries.initdb, home, password: args.password });
  await stopStalePostgres(data, args.log);

  const [program, ...words] = guardedStart([binaries.postgres, '-D', data, ...serverSettings(port)]);
  const child = spawn(program, words, {
    ...account,
    cwd: home.directory,
    env: postgresEnvironment,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const exited = exitOf(child);
  child.stdin.on('error', () => {});
  const output = captureOutput({ child: 'postgres', stream: child.stderr, log: args.log });
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    const pid = await postmasterPid(data);
    if (pid !== undefined) signalTo(pid, name);
  };
  const url = (name: string): string => `postgres://${postgresUser}:${args.password}@127.0.0.1:${port}/${name}`;

  try {
    await untilReady({
      child: 'postgres',
      ready: () => ensureDatabase(url('postgres')),
      exited,
      output,
      timeoutMs: args.startTimeoutMs ?? 60_000,
    });
  } catch (cause) {
    child.stdin.end();
    throw cause;
  }
  return {
    pid: (await postmasterPid(data)) ?? 0,
    url: url(database),
    exited,
    healthy: () => answers(url(database)),
    stop: async () => {
      child.stdin.end();
      const force = setTimeout(() => void signal('SIGQUIT'), 10_000);
      await exited;
      clearTimeout(force);
    },
    kill: () => void signal('SIGKILL'),
  };
};

const postmasterPid = async (data: string): Promise<number | undefined> => {
  const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  return pid > 0 ? pid : undefined;
};

const answers = (url: string): Promise<boolean> => asking(url, async (client) => void (await client.query('SELECT 1')));

const ensureDatabase = (url: string): Promise<boolean> =>
  asking(url, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  });

const asking = async (url: string, question: (client: pg.Client) => Promise<void>): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await question(client);
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
};
