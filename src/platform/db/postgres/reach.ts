import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Account } from './account.ts';

type Mode = { readonly mode: number; readonly uid: number; readonly gid: number };

/**
 * Whether the account may walk to this path: every directory above it, and the path itself when it is a directory,
 * must let it search. /root with mode 0700 is the usual obstacle.
 */
export const canReach = async (path: string, account: Account): Promise<boolean> => {
  for (let at = resolve(path); ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found?.isDirectory() && !maySearch(found, account)) return false;
    if (dirname(at) === at) return true;
  }
};

/** The execute bit of the class the account falls in: owner, group or others (path_resolution(7)). */
export const maySearch = ({ mode, uid, gid }: Mode, account: Account): boolean => {
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & 1) === 1;
};
