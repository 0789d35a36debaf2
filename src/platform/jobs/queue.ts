import type { Postgres } from '../db/postgres/client.ts';
import { problem } from '../errors.ts';
import { jobColumns, retryAfterMs, type Job } from './job.ts';

export type NewJob = {
  readonly queue: string;
  /** While a job with this key is waiting or running, asking for it again answers that one. */
  readonly key?: string;
  readonly input: unknown;
  readonly delayMs?: number;
  readonly maxAttempts?: number;
};

/**
 * Adds a job. Inside a transaction it exists when that commits.
 *
 * @example await enqueue(postgres, { queue: 'train', key: 'repurchase', input: { model: 'repurchase' } });
 */
export const enqueue = async (
  postgres: Postgres,
  job: NewJob,
): Promise<{ readonly id: string; readonly added: boolean }> => {
  const values = [job.queue, job.key ?? null, JSON.stringify(job.input), job.maxAttempts ?? 5, job.delayMs ?? 0];
  // between a refused insert and the look for its cause that cause may end: then there is room for ours
  for (let tries = 0; tries < 10; tries += 1) {
    const added = await postgres.queryOne<{ id: string }>(enqueueSql, values);
    if (added !== undefined) return { id: added.id, added: true };
    const present = await postgres.queryOne<{ id: string }>(unfinishedSql, [job.queue, job.key]);
    if (present !== undefined) return { id: present.id, added: false };
  }
  throw problem('conflict', {
    detail: `job ${job.queue}/${job.key ?? ''} could not be added`,
    detailZh: `无法添加任务 ${job.queue}/${job.key ?? ''}`,
  });
};

/** The next due job of these queues, ours for `leaseMs` unless we beat; undefined when none is due. */
export const claimJob = async (
  postgres: Postgres,
  {
    queues,
    worker,
    leaseMs,
  }: { readonly queues: readonly string[]; readonly worker: string; readonly leaseMs: number },
): Promise<Job | undefined> => {
  await postgres.query(burySql, [queues]);
  return postgres.queryOne<Job>(claimSql, [queues, worker, leaseMs]);
};

/** Keeps the job ours and records how far it is. False when it is no longer ours: stop. */
export const beat = async (
  postgres: Postgres,
  { id, attempt }: Job,
  { leaseMs, progress }: { readonly leaseMs: number; readonly progress?: unknown },
): Promise<boolean> => {
  const text = progress === undefined ? null : JSON.stringify(progress);
  return (await postgres.queryOne(beatSql, [id, attempt, leaseMs, text])) !== undefined;
};

/** False when another worker has taken it over meanwhile: its end counts, not ours. */
export const finishJob = async (postgres: Postgres, { id, attempt }: Job, result: unknown): Promise<boolean> =>
  (await postgres.queryOne(finishSql, [id, attempt, JSON.stringify(result ?? null)])) !== undefined;

/**
 * Puts it back for another attempt after a pause, or buries it after its last one.
 * @param why `final`: no other attempt can do better. `afterMs`: no sooner than that
 */
export const failJob = async (
  postgres: Postgres,
  { id, attempt }: Job,
  error: string,
  { final = false, afterMs = 0 }: { readonly final?: boolean; readonly afterMs?: number } = {},
): Promise<'again' | 'dead' | 'lost'> => {
  const pauseMs = Math.max(retryAfterMs(attempt), Math.min(afterMs, longestAskedMs));
  const failed = await postgres.queryOne<{ state: string }>(failSql, [id, attempt, error, pauseMs, final]);
  if (failed === undefined) return 'lost';
  return failed.state === 'dead' ? 'dead' : 'again';
};

/** Who asks for more is asked again all the same. */
const longestAskedMs = 3_600_000;

export const findJob = (postgres: Postgres, id: string): Promise<Job | undefined> =>
  postgres.queryOne<Job>(`SELECT ${jobColumns} FROM jobs WHERE id = $1`, [id]);

const enqueueSql = `
  INSERT INTO jobs (queue, key, input, max_attempts, run_at)
  VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond')
  ON CONFLICT (queue, key) WHERE state IN ('waiting', 'running') DO NOTHING
  RETURNING id`;

const unfinishedSql = `SELECT id FROM jobs WHERE queue = $1 AND key = $2 AND state IN ('waiting', 'running')`;

const claimSql = `
  UPDATE jobs
  SET state = 'running', attempt = attempt + 1, worker = $2, expires_at = clock_timestamp() + $3 * interval '1 millisecond'
  WHERE id = (
    SELECT id FROM jobs
    WHERE queue = ANY ($1) AND attempt < max_attempts
      AND ((state = 'waiting' AND run_at <= clock_timestamp()) OR (state = 'running' AND expires_at <= clock_timestamp()))
    ORDER BY run_at
    LIMIT 1
    FOR UPDATE SKIP LOCKED
  )
  RETURNING ${jobColumns}`;

/** A job that kills every worker must end too. */
const burySql = `
  UPDATE jobs SET state = 'dead', finished_at = clock_timestamp(), error = coalesce(error, '{"en": "The worker died on the last attempt.", "zh": "最后一次尝试时工作进程中断。"}')
  WHERE queue = ANY ($1) AND state = 'running' AND expires_at <= clock_timestamp() AND attempt >= max_attempts`;

const beatSql = `
  UPDATE jobs SET expires_at = clock_timestamp() + $3 * interval '1 millisecond', progress = coalesce($4, progress)
  WHERE id = $1 AND attempt = $2 AND state = 'running'
  RETURNING id`;

const finishSql = `
  UPDATE jobs SET state = 'done', result = $3, error = NULL, finished_at = clock_timestamp()
  WHERE id = $1 AND attempt = $2 AND state = 'running'
  RETURNING id`;

const failSql = `
  UPDATE jobs
  SET state = CASE WHEN $5 OR attempt >= max_attempts THEN 'dead' ELSE 'waiting' END,
      finished_at = CASE WHEN $5 OR attempt >= max_attempts THEN clock_timestamp() END,
      error = $3,
      run_at = clock_timestamp() + $4 * interval '1 millisecond'
  WHERE id = $1 AND attempt = $2 AND state = 'running'
  RETURNING state`;
