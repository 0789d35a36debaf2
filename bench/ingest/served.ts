import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#platform/children/free-port.ts';
import { readRunFile } from '#platform/children/run-file.ts';
import { buildPrograms, type Running } from '../../test/faults/fault-process.ts';
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
  const dataDir = await mkdtemp(join(under, 'gyre-bench-'));
  const built = await buildPrograms({});
  const port = await freePort();
  const args = ['start', '--empty', '--data', dataDir, '--port', String(port)];
  const start = async (): Promise<Running> => {
    const running = built.start('main', { args, env: { GYRE_LOG: 'fatal', ...env } });
    await running.says(/(is open at)/);
    return running;
  };
  const clean = async (): Promise<void> => {
    await built.remove();
    await rm(dataDir, { recursive: true, force: true });
  };
  let server = await start().catch(async (cause: unknown) => {
    await clean();
    throw cause;
  });
  const run = async () => {
    const found = await readRunFile(dataDir);
    if (found?.clickhouse === undefined) throw new BenchProblem('no ClickHouse child is on record');
    return { pid: found.pid, clickhouse: found.clickhouse };
  };
  const key = await built.run('main', { args: ['key', 'bench', '--data', dataDir], env: {} });
  let pid = (await run()).pid;
  return {
    port,
    dataDir,
    writeKey: key.stdout.trim(),
    pid: () => pid,
    clickhousePid: async () => (await run()).clickhouse.pid,
    clickhouseUrl: (await run()).clickhouse.url,
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
