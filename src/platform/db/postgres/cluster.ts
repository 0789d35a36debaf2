import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
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
  // a name of its own: the initdb of a start that was killed may still be at work beside us
  const unfinished = join(directory, `unfinished-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${unfinished}.password`;
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
  await removeUnfinished(directory);
  return data;
};

const removeUnfinished = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory)) {
    // one that is still being written goes next time
    if (name.startsWith('unfinished-'))
      await rm(join(directory, name), { recursive: true, force: true }).catch(() => {});
  }
};
