import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitOf, type ChildProgram, type RunningChild } from '../../children/child.ts';
import { captureOutput } from '../../children/output.ts';
import { untilReady } from '../../children/ready.ts';
import { entryPoint } from '../../entry.ts';
import type { Logger } from '../../log.ts';
import { libraryPath } from './library.ts';
import { stopStaleClickHouse } from './stale.ts';
import { serverXml, usersXml, type ServerConfig } from './server-config.ts';

export type ClickHouseServerArgs = {
  /** Its own directory; created when missing. */
  readonly directory: string;
  readonly memoryBytes: number;
  readonly password: string;
  readonly log: Logger;
  readonly startTimeoutMs?: number;
};

const user = 'gyre';
const database = 'gyre';

/** The embedded ClickHouse as a child program. Starts in about half a second. */
export const clickhouseServer = (args: ClickHouseServerArgs): ChildProgram => ({
  name: 'clickhouse',
  start: (port) => start(args, port),
});

const start = async (args: ClickHouseServerArgs, httpPort: number): Promise<RunningChild> => {
  const { configFile, dataPath } = await writeConfig(args, httpPort);
  await stopStaleClickHouse(dataPath, args.log);
  const entry = entryPoint('clickhouse-child', import.meta.url);
  const words = [libraryPath(), configFile, dataPath, String(httpPort), user];
  const child = spawn(process.execPath, [...entry.execArgv, entry.path, ...words], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // its own session: a terminal's Ctrl-C reaches the parent alone, which then stops its children in order
    detached: true,
  });
  const exited = exitOf(child);
  // a child that is already gone cannot be written to; its exit says so
  child.stdin.on('error', () => {});
  child.stdin.write(`${args.password}\n`);
  const output = captureOutput({ child: 'clickhouse', stream: child.stderr, log: args.log });
  const kill = (): void => void child.kill('SIGKILL');
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const force = setTimeout(kill, 12_000);
    await exited;
    clearTimeout(force);
  };
  const ask = (sql: string): Promise<boolean> => answers({ port: httpPort, password: args.password, sql });

  const createDatabase = `CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`;
  try {
    await untilReady({
      child: 'clickhouse',
      ready: () => ask(createDatabase),
      exited,
      output,
      timeoutMs: args.startTimeoutMs ?? 60_000,
    });
  } catch (cause) {
    kill();
    throw cause;
  }
  return {
    // spawned: a child that failed to spawn has never answered
    pid: child.pid ?? 0,
    url: `http://${user}:${args.password}@127.0.0.1:${httpPort}/${database}`,
    exited,
    healthy: () => ask('SELECT 1'),
    stop,
    kill,
  };
};

const writeConfig = async (
  args: ClickHouseServerArgs,
  httpPort: number,
): Promise<{ configFile: string; dataPath: string }> => {
  await mkdir(args.directory, { recursive: true, mode: 0o700 });
  const configFile = join(args.directory, 'server.xml');
  const usersFile = join(args.directory, 'users.xml');
  const dataPath = join(args.directory, 'data');
  const config: ServerConfig = { ...args, httpPort, path: dataPath, usersFile, user };
  await writeFile(configFile, serverXml(config), { mode: 0o600 });
  await writeFile(usersFile, usersXml(config), { mode: 0o600 });
  return { configFile, dataPath };
};

/** Asked with our password, so that a stranger's server on the same port is not taken for ours. */
const answers = async (args: {
  readonly port: number;
  readonly password: string;
  readonly sql: string;
}): Promise<boolean> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${args.port}/`, {
      method: 'POST',
      body: args.sql,
      // a kept connection would make the server wait for it when it stops
      headers: { 'x-clickhouse-user': user, 'x-clickhouse-key': args.password, connection: 'close' },
      signal: AbortSignal.timeout(5_000),
    });
    await answer.text();
    return answer.ok;
  } catch {
    return false;
  }
};
