import type { Params, Postgres } from '#platform';

/** A condition on rows of `events` or `people_events`, and its parameters. */
export type Arrived = { readonly condition: string; readonly params: Params };

/**
 * What came to the log since a moment of the workspace's clock. `received_at` alone does not say it: all rows of an import
 * bear the time the import began, and a row replayed out of quarantine the time it first came. `unfinished`: also what
 * imports and replays that are still at work have written so far.
 */
export const arrivedSince = async (
  postgres: Postgres,
  since: Date,
  { unfinished = false }: { readonly unfinished?: boolean } = {},
): Promise<Arrived> => {
  const [imports, replays] = await Promise.all([
    postgres.query<{ received_at: Date }>(
      `SELECT DISTINCT received_at FROM imports
       WHERE updated_at >= $1 AND received_at < $1 AND ($2 OR state IN ('done', 'failed', 'discarded'))`,
      [since, unfinished],
    ),
    postgres.query<{ id: string }>(
      `SELECT id FROM quarantine_runs WHERE action = 'replay' AND (finished_at >= $1 OR ($2 AND state = 'running'))`,
      [since, unfinished],
    ),
  ]);
  const conditions = ["received_at >= {since:DateTime64(3, 'UTC')}"];
  const params: Record<string, unknown> = { since };
  if (imports.length > 0) {
    conditions.push('toUnixTimestamp64Milli(received_at) IN {imported:Array(Int64)}');
    params['imported'] = imports.map(({ received_at }) => received_at.getTime());
  }
  if (replays.length > 0) {
    conditions.push(`received_at IN (SELECT received_at FROM quarantine WHERE (source, reason, row_id) IN (
      SELECT source, reason, row_id FROM quarantine_states WHERE run_id IN {replays:Array(UUID)} AND state = 'replayed'))`);
    params['replays'] = replays.map(({ id }) => id);
  }
  return { condition: `(${conditions.join(' OR ')})`, params };
};
