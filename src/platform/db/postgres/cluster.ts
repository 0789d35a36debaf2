import { execFile } from 'node:child_process';
import { chown, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresHome } from './home.ts';

const run = promisify(execFile);

export const postgresUser = 'gyre';

/** Nothing of the caller's environment: a stray PGPORT or LC_ALL must not reach the server. */
export const postgresEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;

/**
 * The database cluster in `home/data`, made on the first start. It is made aside and renamed, so that a kill in the
 * middle leaves nothing that looks like a cluster.
 */
export const ensureCluster = async (args: {
  readonly initdb: string;
  readonly home: PostgresHome;
  readonly password: string;
}): Promise<string> => {
  const { directory, account } = args.home;
  const data = join(directory, 'data');
  if ((await stat(join(data, 'PG_VERSION')).catch(() => undefined)) !== undefined) return data;
  const unfinished = join(directory, 'data.unfinished');
  const passwordFile = join(directory, 'initial-password');
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, `${args.password}\n`, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  const words = [
    `--pgdata=${unfinished}`,
    `--username=${postgresUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own Unicode rules: the same order and case on every machine
    '--locale-provider=builtin',
    '--locale=C',
    '--builtin-locale=C.UTF-8',
  ];
  try {
    await run(args.initdb, words, { ...account, cwd: directory, env: postgresEnvironment });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, data);
  return data;
};
