import { failureWords, type Progress } from '#platform';
import { type Job as StoredJob, jobColumns } from '#platform/jobs/job.ts';
import type { JobContext } from '#platform/jobs/worker.ts';
import type { Postgres } from '#platform';
import type { Job, Words } from '../platform/schemas.ts';

/** What a running job tells of itself. */
export type JobProgress = { readonly label: Words; readonly done: number; readonly total: number | null };

/** Running jobs and those of the last day, the latest first. */
export const recentJobs = async (postgres: Postgres): Promise<readonly Job[]> => {
  const rows = await postgres.query<StoredJob>(
    `SELECT ${jobColumns} FROM jobs
     WHERE state IN ('waiting', 'running') OR finished_at > clock_timestamp() - interval '1 day'
     ORDER BY created_at DESC LIMIT 20`,
  );
  return rows.map(asJob);
};

/** The latest job of each key of a queue. */
export const latestJobs = async (postgres: Postgres, queue: string): Promise<ReadonlyMap<string, Job>> => {
  const rows = await postgres.query<StoredJob>(
    `SELECT DISTINCT ON (key) ${jobColumns} FROM jobs WHERE queue = $1 AND key IS NOT NULL ORDER BY key, created_at DESC`,
    [queue],
  );
  return new Map(rows.map((job) => [job.key ?? '', asJob(job)]));
};

export const asJob = (job: StoredJob): Job => {
  const progress = readProgress(job.progress);
  return {
    id: job.id,
    kind: job.queue,
    label: progress?.label ?? labelOf(job),
    state: job.state === 'dead' ? 'failed' : job.state,
    done: progress?.done ?? 0,
    total: progress?.total ?? null,
    startedAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
    error: job.error === null ? null : failureWords(job.error),
  };
};

const labelOf = (job: StoredJob): Words => {
  const about = job.key ?? '';
  if (job.queue === 'round') return { zh: `运行计划「${about}」的新一轮`, en: `Next round of "${about}"` };
  if (job.queue === 'quarantine') return { zh: '处理数据隔离区', en: 'Working on the quarantine' };
  if (job.queue === 'matching') return { zh: `运行匹配规则「${about}」`, en: `Matching by "${about}"` };
  if (job.queue === 'backfill') return { zh: `从历史数据派生「${about}」`, en: `Deriving "${about}" from history` };
  if (job.queue === 'feature-snapshot') return { zh: '生成特征快照', en: 'Taking a feature snapshot' };
  if (job.queue === 'audience-send') return { zh: `发送人群「${about}」`, en: `Sending the audience "${about}"` };
  if (job.queue === 'erasure') return { zh: '删除个人数据', en: 'Erasing personal data' };
  if (job.queue === 'import' || job.queue === 'import-source') return { zh: '导入数据', en: 'Import of data' };
  return { zh: job.queue, en: job.queue };
};

const readProgress = (value: unknown): JobProgress | undefined =>
  // written by `jobProgress` below and by nobody else
  typeof value === 'object' && value !== null && 'label' in value ? (value as JobProgress) : undefined;

/** A Progress that people see in the console, in words. */
export const jobProgress = (context: JobContext): Progress => ({
  start: (label, total) => {
    let count = 0;
    let whole = total ?? null;
    let told = 0;
    const tell = (): void => {
      if (performance.now() - told < 300) return;
      told = performance.now();
      // a lost progress line harms nobody; the job's end is what counts
      context
        .progress({ label: { zh: label, en: label }, done: count, total: whole } satisfies JobProgress)
        .catch(() => {});
    };
    tell();
    return {
      add: (n) => {
        count += n;
        tell();
      },
      set: (n, newTotal) => {
        count = n;
        whole = newTotal ?? whole;
        tell();
      },
      done: tell,
      fail: tell,
    };
  },
});
