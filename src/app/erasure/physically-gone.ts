import { setTimeout as pause } from 'node:timers/promises';
import { type ClickHouse, type Postgres, problem } from '#platform';

/**
 * Waits until no file of the engine holds what was deleted: a part that was rewritten stays on disk until it has been unused for
 * `old_parts_lifetime`, a dropped table for some minutes. What is merged away later holds nothing of it any more.
 */
export const untilOldPartsGone = async (
  clickhouse: ClickHouse,
  { signal, everyMs = 1_000, mostMs = 20 * 60_000 }: { signal?: AbortSignal; everyMs?: number; mostMs?: number } = {},
): Promise<void> => {
  const old = await oldFiles(clickhouse);
  const deadline = performance.now() + mostMs;
  for (;;) {
    const now = await oldFiles(clickhouse);
    if (![...now].some((name) => old.has(name))) return;
    if (signal?.aborted)
      throw problem('overloaded', {
        detail: 'the server stopped; the erasure goes on later',
        detailZh: '服务已停止，删除稍后继续',
      });
    if (performance.now() > deadline)
      throw problem('store_unavailable', {
        detail: `ClickHouse still keeps ${now.size} parts it no longer needs`,
        detailZh: `ClickHouse 仍保留着 ${now.size} 个已不需要的数据分片`,
      });
    await pause(everyMs);
  }
};

const oldFiles = async (clickhouse: ClickHouse): Promise<ReadonlySet<string>> => {
  const rows = await clickhouse.query<{ name: string }>(
    `SELECT concat(table, '/', name) AS name FROM system.parts WHERE database = currentDatabase() AND NOT active
     UNION ALL SELECT concat(table, '/', toString(uuid)) AS name FROM system.dropped_tables WHERE database = currentDatabase()`,
  );
  return new Set(rows.map(({ name }) => name));
};

/**
 * Rewrites tables without their dead rows, throws away what the planner remembers of them, and ends the write-ahead log's segments that
 * told of them.
 * @param tables names of Gyre's own tables
 * @returns what this server's account may not do, for its operator: nothing on the embedded one
 */
export const wipeDeadRows = async (postgres: Postgres, tables: readonly string[]): Promise<readonly string[]> => {
  for (const table of tables) await postgres.query(`VACUUM (FULL, ANALYZE) "${table.replaceAll('"', '""')}"`);
  const left: string[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch {
      left.push(what);
    }
  };
  // samples of columns, values among them
  await attempt('VACUUM FULL pg_statistic', () => postgres.query('VACUUM FULL pg_statistic'));
  await attempt('pg_switch_wal and CHECKPOINT until no older segment is left', () => endWal(postgres));
  return left;
};

const mostSegments = 200;

/** With `wal_recycle` off a checkpoint deletes the segments before it; where it was on, those kept for reuse are written over first. */
const endWal = async (postgres: Postgres): Promise<void> => {
  for (let i = 0; i < mostSegments; i++) {
    await postgres.query(`SELECT pg_logical_emit_message(false, 'gyre', 'erasure')`);
    await postgres.query('SELECT pg_switch_wal()');
    const later = await postgres.queryOne<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' AND name > pg_walfile_name(pg_current_wal_lsn())`,
    );
    if ((later?.n ?? 0) === 0) break;
  }
  // of two checkpoints the second has nothing to redo before the first
  await postgres.query('CHECKPOINT');
  await postgres.query('SELECT pg_switch_wal()');
  await postgres.query('CHECKPOINT');
};
