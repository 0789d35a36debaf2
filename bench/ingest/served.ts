import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '#app';
import { freePort } from '#platform/children/free-port.ts';
import { readRunFile } from '#platform/children/run-file.ts';
import { BenchProblem } from '../bench.ts';

/** The server as people run it, in a process of its own with its stores, on a fresh data directory. */
export type Served = {
  readonly port: number;
  readonly writeKey: string;
  readonly dataDir: string;
  readonly pid: () => number;
  readonly clickhousePid: () => Promise<number>;
  /** The address of its ClickHouse, the same over restarts. */
  readonly clickhouseUrl: string;
  /** kill -9, then a new start on the same directory. */
  readonly killAndStart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export const serve = async (
  env: Readonly<Record<string, string>> = {},
  /** Where its data directory is made: another disk. */
  under: string = tmpdir(),
): Promise<Served> => {
  build();
  const dataDir = await mkdtemp(join(under, 'gyre-bench-'));
  const port = await freePort();
  const start = (): Promise<Running> => started(['start', '--empty', '--data', dataDir, '--port', String(port)], env);
  const clean = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  let server = await start().catch(async (cause: unknown) => {
    await clean();
    throw cause;
  });
  const run = async () => {
    const found = await readRunFile(dataDir);
    if (found?.clickhouse === undefined) throw new BenchProblem('no ClickHouse child is on record');
    return { pid: found.pid, url: found.clickhouse.url };
  };
  // ClickHouse's own record of itself: after a crash another process runs than at the server's start
  const clickhousePid = async (): Promise<number> => {
    const status = await readFile(join(dataDir, 'clickhouse', 'data', 'status'), 'utf8');
    return Number(/^PID: (\d+)/m.exec(status)?.[1]);
  };
  const key = spawnSync(process.execPath, [program, 'key', 'bench', '--data', dataDir], { encoding: 'utf8' });
  let pid = (await run()).pid;
  return {
    port,
    dataDir,
    writeKey: key.stdout.trim(),
    pid: () => pid,
    clickhousePid,
    clickhouseUrl: (await run()).url,
    killAndStart: async () => {
      server.kill('SIGKILL');
      await server.ended;
      server = await start();
      pid = (await run()).pid;
    },
    stop: async () => {
      server.kill('SIGTERM');
      await server.ended;
      await clean();
    },
  };
};

const program = join(packageRoot(), 'dist/server/main.js');

/** Once, and not at every start: what somebody edits meanwhile must not change the server under test. */
const build = (): void => {
  const { status, stderr } = spawnSync(process.execPath, [join(packageRoot(), 'scripts/gyre.mjs'), '--version'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new BenchProblem(`the server could not be built:\n${stderr}`);
};

type Running = { readonly kill: (signal: NodeJS.Signals) => void; readonly ended: Promise<unknown> };

/** Resolves when it is open. */
const started = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Running> => {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, GYRE_LOG: 'fatal', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // whatever ends us, the server ends with us
  const end = (): void => void child.kill('SIGTERM');
  process.once('exit', end);
  const ended = once(child, 'exit').finally(() => process.off('exit', end));
  return new Promise((resolve, reject) => {
    let said = '';
    let trouble = '';
    child.stdout.on('data', (words) => {
      said += String(words);
      if (said.includes('is open at')) resolve({ kill: (signal) => void child.kill(signal), ended });
    });
    // progress and what went wrong; told only when it matters
    child.stderr.on('data', (words) => (trouble = (trouble + String(words)).slice(-4000)));
    void ended.then(() => reject(new BenchProblem(`the server ended before it was open:\n${trouble}`)));
  });
};
