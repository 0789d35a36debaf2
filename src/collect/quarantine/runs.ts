import { randomUUID } from 'node:crypto';
import type { ClickHouse, Clock, Postgres } from '#platform';
import { problem } from '#platform';
import { countGroup } from './read.ts';
import { reasonTitle } from './reason.ts';
import { mendStepsSchema, type QuarantineRun, type QuarantineState, type RunAsk } from './schemas.ts';

/** What was done to quarantined rows: kept for ever, so that everybody can see who did what to how many. */
export type QuarantineRuns = {
  /** Opens a run over the rows of a group. @throws GyreError `not_found` when the group has no row to act on. */
  readonly open: (ask: RunAsk, by: string | null) => Promise<QuarantineRun>;
  readonly get: (id: string) => Promise<QuarantineRun>;
  readonly latest: (limit: number) => Promise<readonly QuarantineRun[]>;
  /** Where a run that was cut short goes on. */
  readonly reached: (id: string) => Promise<string | undefined>;
  readonly note: (id: string, facts: { readonly reached?: string; readonly done?: boolean }) => Promise<QuarantineRun>;
};

/** The state of the rows that an action takes up. */
export const stateBefore = (action: RunAsk['action']): QuarantineState => (action === 'reopen' ? 'discarded' : 'open');

export const createQuarantineRuns = ({
  clickhouse,
  postgres,
  clock,
}: {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
}): QuarantineRuns => {
  const get = async (id: string): Promise<QuarantineRun> => {
    const row = await postgres.queryOne<Row>(`SELECT ${columns} FROM quarantine_runs WHERE id = $1`, [id]);
    if (row === undefined)
      throw problem('not_found', { detail: `quarantine run ${id}`, detailZh: `隔离区处理任务 ${id}` });
    return runOf(row);
  };
  return {
    open: async ({ group, action, steps }, by) => {
      const rows = await countGroup(clickhouse, { ...group, state: stateBefore(action) });
      if (rows === 0) {
        throw problem('not_found', {
          detail: `no ${stateBefore(action)} row of ${group.source} with the reason ${group.reason}`,
          detailZh: `来源 ${group.source} 没有原因为 ${group.reason} 的待处理数据`,
        });
      }
      const id = randomUUID();
      await postgres.query(
        `INSERT INTO quarantine_runs (id, action, source, reason, name, row_ids, steps, by_whom, state, rows, started_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'running', $9, $10)`,
        [
          id,
          action,
          group.source,
          group.reason,
          group.name ?? null,
          group.rowIds ?? null,
          JSON.stringify(steps),
          by,
          rows,
          clock.now(),
        ],
      );
      return get(id);
    },
    get,
    latest: async (limit) =>
      (
        await postgres.query<Row>(`SELECT ${columns} FROM quarantine_runs ORDER BY started_at DESC, id LIMIT $1`, [
          limit,
        ])
      ).map(runOf),
    reached: async (id) =>
      (await postgres.queryOne<{ reached: string | null }>('SELECT reached FROM quarantine_runs WHERE id = $1', [id]))
        ?.reached ?? undefined,
    note: async (id, { reached, done = false }) => {
      // counted from what the rows themselves say: a kill between the rows and this line must not lose any
      const counts = await clickhouse.queryOne<{ tried: string; passed: string }>(
        `SELECT count() AS tried, countIf(state != 'open' AND state != 'moved' OR {reopen:Bool}) AS passed
         FROM quarantine_states FINAL WHERE run_id = {id:UUID}`,
        { id, reopen: (await get(id)).action === 'reopen' },
      );
      await postgres.query(
        `UPDATE quarantine_runs SET reached = coalesce($2, reached), tried = $3, passed = $4,
           state = CASE WHEN $5 THEN 'done' ELSE state END, finished_at = CASE WHEN $5 THEN $6::timestamptz END
         WHERE id = $1`,
        [id, reached ?? null, Number(counts?.tried ?? 0), Number(counts?.passed ?? 0), done, clock.now()],
      );
      return get(id);
    },
  };
};

const columns = `id, action, source, reason, name, row_ids AS "rowIds", steps, by_whom AS "by", state, rows, tried, passed,
  started_at AS "startedAt", finished_at AS "finishedAt"`;

type Row = {
  readonly id: string;
  readonly action: RunAsk['action'];
  readonly source: string;
  readonly reason: string;
  readonly name: string | null;
  readonly rowIds: string[] | null;
  readonly steps: unknown;
  readonly by: string | null;
  readonly state: 'running' | 'done';
  readonly rows: number;
  readonly tried: number;
  readonly passed: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

const runOf = ({ source, reason, name, rowIds, steps, startedAt, finishedAt, ...run }: Row): QuarantineRun => ({
  ...run,
  group: {
    source,
    reason,
    ...(name === null ? {} : { name }),
    ...(rowIds === null ? {} : { rowIds }),
  },
  title: reasonTitle(reason),
  steps: mendStepsSchema.parse(steps),
  startedAt: startedAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
});
