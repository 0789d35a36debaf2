import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSecret } from '#platform';

/**
 * The workspace's secret: it hashes identifiers, seals contacts and derives coupon codes, so it must never change.
 * Made once and kept beside the data, readable by its owner alone, unless the environment gives one.
 */
export const workspaceSecret = async (dataDir: string, given: string | undefined): Promise<string> => {
  if (given !== undefined) return given;
  const file = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true });
  // two processes may start at once: the first one's file stays
  await writeFile(file, newSecret(), { flag: 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
  return (await readFile(file, 'utf8')).trim();
};
