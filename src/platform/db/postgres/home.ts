import { chmod, chown, lstat, mkdir, mkdtemp, realpath, stat, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { problem } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { postgresAccount, type Account } from './account.ts';
import { canReach } from './reach.ts';

/** Where PostgreSQL lives: `directory` holds its `data` and belongs to `account`, or to us when that is undefined. */
export type PostgresHome = { readonly directory: string; readonly account: Account | undefined };

/**
 * Makes `dataDir/postgres` ready. As root it is given to an unprivileged account; when that account cannot walk to
 * it (a data directory under /root), it lives in the shelter and `dataDir/postgres` is a link to it. Only Gyre's own
 * directories change hands or modes, never one above them.
 */
export const postgresHome = async (dataDir: string, log: Logger): Promise<PostgresHome> => {
  const wanted = join(dataDir, 'postgres');
  const existing = await stat(join(wanted, 'data')).catch(() => undefined);
  const account = existing === undefined || process.getuid?.() !== 0 ? await postgresAccount() : ownerOf(existing);
  if (account === undefined) {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    return { directory: await realpath(wanted), account };
  }
  // search only: what lies in the data directory has modes of its own
  await chmod(dataDir, ((await stat(dataDir)).mode & 0o777) | 0o011);
  const present = await lstat(wanted).catch(() => undefined);
  if (present === undefined && !(await canReach(dataDir, account))) {
    // a fresh name each time: a directory of the same name would belong to a data directory deleted since
    const elsewhere = await mkdtemp(join(await postgresShelter(account), `${basename(dataDir)}-`));
    await symlink(elsewhere, wanted);
    log.warn(
      { directory: elsewhere },
      `PostgreSQL runs as "${account.name}", which cannot walk to ${dataDir}: its files live elsewhere`,
    );
  }
  await mkdir(wanted, { recursive: true });
  const directory = await realpath(wanted);
  await chown(directory, account.uid, account.gid);
  await chmod(directory, 0o700);
  if (!(await canReach(directory, account))) {
    throw problem('setting_invalid', {
      detail: `PostgreSQL runs as "${account.name}", which cannot walk to ${directory}. Choose a data directory (--data) outside closed ones such as /root.`,
    });
  }
  return { directory, account };
};

/** A directory every account can walk to, for what cannot stay where it is. Durable, so never a temporary one. */
export const postgresShelter = async (account: Account): Promise<string> => {
  for (const candidate of ['/var/lib/gyre', '/opt/gyre', '/srv/gyre']) {
    try {
      await mkdir(candidate, { recursive: true, mode: 0o755 });
      if (await canReach(candidate, account)) return candidate;
    } catch {
      // read-only here; try the next
    }
  }
  throw problem('setting_invalid', {
    detail: `PostgreSQL cannot run as root, and the account "${account.name}" cannot walk to the data directory or to node_modules. Install Gyre and choose --data outside closed directories such as /root, or run Gyre as another user.`,
  });
};

/** A cluster made by an earlier start keeps its owner, whichever account would be chosen today. */
const ownerOf = ({ uid, gid }: { uid: number; gid: number }): Account => ({ name: `uid ${uid}`, uid, gid });
