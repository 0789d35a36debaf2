import { z } from 'zod';
import type { Postgres } from '#platform';
import type { JobHandler } from '#platform/jobs/worker.ts';
import type { Job } from '../platform/schemas.ts';
import type { FeatureDesk } from './feature-desk.ts';
import { startJob } from './import-jobs.ts';
import { jobProgress, latestJobs } from './jobs.ts';

const queue = 'feature-snapshot';
const key = 'catalogue';
const inputSchema = z.object({ asOf: z.coerce.date(), keep: z.number() });

/** One snapshot at a time: asked again while one is being taken, that one is the answer. */
export const startSnapshot = (
  postgres: Postgres,
  asked: { readonly asOf: Date; readonly keep: number },
): Promise<Job> =>
  startJob(postgres, { queue, key, input: { ...asked, asOf: asked.asOf.toISOString() }, maxAttempts: 2 });

export const latestSnapshotJob = async (postgres: Postgres): Promise<Job | undefined> =>
  (await latestJobs(postgres, queue)).get(key);

export const featureHandlers = (desk: FeatureDesk): Readonly<Record<typeof queue, JobHandler>> => ({
  [queue]: async (job, context) => {
    const { name, people } = await desk.snapshot(inputSchema.parse(job.input), jobProgress(context));
    return { snapshot: name, people };
  },
});
