/** A piece of work that outlives the process that asked for it. `input`, `progress` and `result` are JSON. */
export type Job = {
  readonly id: string;
  readonly queue: string;
  readonly key: string | null;
  readonly state: JobState;
  readonly input: unknown;
  readonly progress: unknown;
  readonly result: unknown;
  /** As `failureText` keeps it. */
  readonly error: string | null;
  /** How often it was claimed. Also the fence: who holds an earlier attempt can no longer write. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

export type JobState = 'waiting' | 'running' | 'done' | 'dead';

export const jobColumns = `id, queue, key, state, input, progress, result, error, attempt,
  max_attempts AS "maxAttempts", created_at AS "createdAt", finished_at AS "finishedAt"`;

/** The pause before the next attempt: 1 s, 4 s, 16 s, … up to ten minutes. `attempt` counts from 1. */
export const retryAfterMs = (attempt: number): number => Math.min(600_000, 1_000 * 4 ** (attempt - 1));
