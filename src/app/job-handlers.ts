import type { JobHandler } from '#platform/jobs/worker.ts';
import type { Derivations } from './derivations.ts';
import { problem, silentProgress } from '#platform';
import type { Gyre } from './gyre.ts';
import { importHandlers } from './import-jobs.ts';
import { asJob, jobProgress } from './jobs.ts';
import { sendAudience, sendJobSchema, sendStateIn } from './send-audience.ts';
import { featureHandlers } from './feature-jobs.ts';
import { audienceDeskOf, featureDeskOf } from './desks.ts';

/** Long work by the name of its queue. */
export const jobHandlers = (gyre: Gyre, derivations: Derivations): Readonly<Record<string, JobHandler>> => {
  const { clock } = gyre;
  return {
    ...importHandlers(gyre),
    ...featureHandlers(featureDeskOf(gyre)),
    quarantine: async (job, context) => {
      const run = await gyre.quarantine.perform(job.key ?? '', {
        progress: jobProgress(context),
        signal: context.signal,
      });
      // cut short by a stop: fail this attempt, and the next one goes on
      if (run.state === 'running')
        throw problem('overloaded', {
          detail: 'the server stopped; the run goes on later',
          detailZh: '服务已停止，稍后继续',
        });
      return { tried: run.tried, passed: run.passed };
    },
    backfill: async (job, context) => derivations.backfill(job.key ?? '', jobProgress(context)),
    round: async (job, context) => {
      const round = await gyre.rounds.run(job.key ?? '', { openedBy: job.id, progress: jobProgress(context) });
      return { round: round.round, state: round.state };
    },
    'audience-send': async (job, context) => {
      const { name, asked, by } = sendJobSchema.parse(job.input);
      return sendAudience(
        {
          desk: audienceDeskOf(gyre),
          documents: gyre.documents,
          clock,
          secrets: gyre.env.channelSecrets,
          allowPrivate: gyre.env.privateWebhooks,
        },
        {
          id: job.id,
          name,
          asked,
          by,
          progress: silentProgress(),
          from: sendStateIn(job.progress),
          keep: (send, people) => context.progress({ label: asJob(job).label, done: send.sent, total: people, send }),
          signal: context.signal,
        },
      );
    },
    matching: async (job, context) => {
      const { accepted, toReview } = await gyre.matching.run(job.key ?? '', { progress: jobProgress(context) });
      return { accepted, toReview };
    },
  };
};
