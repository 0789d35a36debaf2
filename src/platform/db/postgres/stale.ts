import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, isAlive, signalTo, waitUntilGone } from '../../children/process-facts.ts';
import type { Logger } from '../../log.ts';

/**
 * Ends a PostgreSQL that an earlier Gyre left on this data directory, so that the next one is ours to supervise.
 * A pid file whose process is gone is PostgreSQL's own to judge; one whose number now belongs to another program
 * would keep PostgreSQL from starting, so it is removed.
 */
export const stopStalePostgres = async (dataDirectory: string, log: Logger): Promise<void> => {
  const pidFile = join(dataDirectory, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return;
  const command = await commandOf(pid);
  if (command === undefined) return;
  if (!command.includes('postgres') || !command.includes(dataDirectory)) {
    log.warn({ pid, command }, 'the PostgreSQL pid file names a process of another program: removed');
    await rm(pidFile, { force: true });
    return;
  }
  log.warn({ pid }, 'stopping the PostgreSQL an earlier Gyre left behind');
  // fast shutdown, then immediate shutdown, then by force; each is safe, each later one costs more recovery
  for (const [signal, timeoutMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 3_000],
  ] as const) {
    signalTo(pid, signal);
    if (await waitUntilGone(pid, timeoutMs)) return;
  }
};
