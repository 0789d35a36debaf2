import { setTimeout as pause } from 'node:timers/promises';
import type { ClickHouse } from '#platform';

/** Waits until no merge runs, so that one side's work is not paid by the other; for half a minute at most. */
export const mergesSettled = async (clickhouse: ClickHouse): Promise<void> => {
  const until = performance.now() + 30_000;
  for (let quiet = 0; quiet < 3 && performance.now() < until;) {
    await pause(200);
    const row = await clickhouse.queryOne<{ merges: string }>('SELECT count() AS merges FROM system.merges');
    quiet = row?.merges === '0' ? quiet + 1 : 0;
  }
};
