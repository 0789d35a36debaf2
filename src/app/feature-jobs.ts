import { z } from 'zod';
import type { DocumentStore } from '#documents';
import { type Clock, type Postgres, startOf } from '#platform';
import type { JobHandler } from '#platform/jobs/worker.ts';
import { catalogueSnapshots, featureKind } from '#profile';
import type { Job } from '../platform/schemas.ts';
import { type FeatureDesk, snapshotsKept } from './feature-desk.ts';
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

/**
 * The time of a nightly snapshot that is due: the last local midnight, once it has passed while the server was there or, where
 * snapshots are taken at all, since the latest.
 */
export const nightlyDue = (
  now: Date,
  { timeZone, since, latest }: { readonly timeZone: string; readonly since: Date; readonly latest: Date | undefined },
): Date | undefined => {
  const asOf = startOf('day', now, timeZone);
  return (latest ?? since) < asOf ? asOf : undefined;
};

/** Starts the snapshot of this night when it is due. Without features there is nothing to take. */
export const snapshotNightly = async (
  {
    clock,
    documents,
    postgres,
    timeZone,
  }: {
    readonly clock: Clock;
    readonly documents: DocumentStore;
    readonly postgres: Postgres;
    readonly timeZone: string;
  },
  since: Date,
): Promise<void> => {
  const [latest] = await catalogueSnapshots(postgres);
  const asOf = nightlyDue(clock.now(), { timeZone, since, latest: latest?.asOf });
  if (asOf === undefined || (await documents.published(featureKind)).length === 0) return;
  await startSnapshot(postgres, { asOf, keep: snapshotsKept });
};

export const latestSnapshotJob = async (postgres: Postgres): Promise<Job | undefined> =>
  (await latestJobs(postgres, queue)).get(key);

export const featureHandlers = (desk: FeatureDesk): Readonly<Record<typeof queue, JobHandler>> => ({
  [queue]: async (job, context) => {
    const { name, people } = await desk.snapshot(inputSchema.parse(job.input), jobProgress(context));
    return { snapshot: name, people };
  },
});
