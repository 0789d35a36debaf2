import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, isAlive, signalTo, waitUntilGone } from '../../children/process-facts.ts';
import type { Logger } from '../../log.ts';

/**
 * Waits for a ClickHouse child whose parent was killed: it is stopping by itself, and holds the directory until then.
 * ClickHouse writes its process id into `status`; a number that now belongs to another program is left alone.
 */
export const stopStaleClickHouse = async (dataPath: string, log: Logger): Promise<void> => {
  const status = await readFile(join(dataPath, 'status'), 'utf8').catch(() => '');
  const pid = Number(/^PID: (\d+)/m.exec(status)?.[1]);
  if (!(pid > 0) || pid === process.pid || !isAlive(pid)) return;
  if (!(await commandOf(pid))?.includes(dataPath)) return;
  log.warn({ pid }, 'waiting for the ClickHouse an earlier Gyre left behind');
  if (await waitUntilGone(pid, 10_000)) return;
  signalTo(pid, 'SIGKILL');
  await waitUntilGone(pid, 3_000);
};
