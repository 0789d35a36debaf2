import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { pause } from './pause.ts';
import { isAlive, startedAt } from './process-facts.ts';

const holderSchema = z.object({ pid: z.number(), startedAt: z.string(), host: z.string() });
/** The process that owns a data directory. Its start time tells it from a later process with the same number. */
export type Holder = z.infer<typeof holderSchema>;

export type DirectoryLock =
  | { readonly type: 'held'; readonly release: () => Promise<void> }
  | { readonly type: 'taken'; readonly by: Holder };

const usualBeatMs = 3_000;
const settleMs = 50;

/**
 * One owner per data directory, also across kills: a lock whose holder is gone is taken over.
 * A holder on another host (a shared volume, a container that was replaced) cannot be looked at, so the lock's
 * modification time is its heartbeat.
 */
export const lockDirectory = async (directory: string, beatMs = usualBeatMs): Promise<DirectoryLock> => {
  const path = join(directory, 'lock');
  const own: Holder = { pid: process.pid, startedAt: (await startedAt(process.pid)) ?? '', host: hostname() };
  const draft = `${path}.${own.pid}`;
  const ownText = JSON.stringify(own);
  await writeFile(draft, ownText, { mode: 0o600 });
  try {
    for (let contested = false; ; contested = true) {
      // link(2) fails when the name exists: the one atomic "create with this content"
      const created = await link(draft, path).then(() => true, ifExists(false));
      // after a takeover the lock is ours only if no slower contender moved it aside meanwhile
      if (created && contested) await pause(settleMs);
      if (created && (!contested || (await readFile(path, 'utf8').catch(() => '')) === ownText))
        return heldLock(path, beatMs);
      const text = await readFile(path, 'utf8').catch(() => '');
      const holder = parseHolder(text);
      if (holder !== undefined && (await lives(holder, path, beatMs))) return { type: 'taken', by: holder };
      await removeStale(path, text);
    }
  } finally {
    await rm(draft, { force: true });
  }
};

const heldLock = (path: string, beatMs: number): DirectoryLock => {
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), beatMs);
  beat.unref();
  return {
    type: 'held',
    release: async () => {
      clearInterval(beat);
      await rm(path, { force: true });
    },
  };
};

const lives = async (holder: Holder, path: string, beatMs: number): Promise<boolean> => {
  if (holder.host === hostname()) return isAlive(holder.pid) && (await startedAt(holder.pid)) === holder.startedAt;
  const before = await modifiedMs(path);
  await pause(beatMs * 2.5);
  return (await modifiedMs(path)) !== before;
};

const modifiedMs = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;

/** Two processes may find the same stale lock; the slower must not remove the faster one's new lock. */
const removeStale = async (path: string, staleText: string): Promise<void> => {
  const aside = `${path}.stale.${process.pid}`;
  await rename(path, aside).catch(ifMissing);
  const moved = await readFile(aside, 'utf8').catch(() => staleText);
  if (moved !== staleText) await link(aside, path).catch(ifExists(undefined));
  await rm(aside, { force: true });
};

/** A lock that cannot be read was cut short by a crash and binds nobody. */
const parseHolder = (text: string): Holder | undefined => {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const ifExists =
  <T>(answer: T) =>
  (cause: NodeJS.ErrnoException): T => {
    if (cause.code === 'EEXIST') return answer;
    throw cause;
  };

const ifMissing = (cause: NodeJS.ErrnoException): void => {
  if (cause.code !== 'ENOENT') throw cause;
};
