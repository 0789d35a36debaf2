import {
  backfill,
  type BackfillReport,
  derive,
  derivedEventKind,
  derivedRuleOf,
  type DeriveReport,
  previewDerived,
  readDerived,
} from '#collect';
import { type ClickHouse, type Clock, type Postgres, problem, type Progress } from '#platform';
import { type Job as StoredJob, jobColumns } from '#platform/jobs/job.ts';
import { enqueue, findJob } from '#platform/jobs/queue.ts';
import type { DocumentStore } from '#documents';
import type { DerivedEventsAnswer, DerivedPreviewAnswer } from '../collect/derived/schemas.ts';
import type { Job } from '../platform/schemas.ts';
import { asJob } from './jobs.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly documents: DocumentStore;
};

/** The published rules at work. */
export type Derivations = {
  /** One micro-batch of the stream. */
  readonly derive: () => Promise<DeriveReport>;
  readonly backfill: (name: string, progress: Progress) => Promise<BackfillReport>;
  readonly startBackfill: (name: string) => Promise<Job>;
  readonly list: () => Promise<DerivedEventsAnswer>;
  readonly preview: (name: string, spec: unknown) => Promise<DerivedPreviewAnswer>;
};

export const createDerivations = (deps: Deps): Derivations => {
  const published = () => deps.documents.published(derivedEventKind);
  const one = async (name: string) => {
    const found = (await published()).find((document) => document.name === name);
    if (found === undefined)
      throw problem('not_found', {
        detail: `published DerivedEvent "${name}"`,
        detailZh: `已发布的派生事件「${name}」`,
      });
    return { ...found, rule: derivedRuleOf(name, found.spec) };
  };
  return {
    derive: async () =>
      derive(
        deps,
        (await published()).map(({ name, spec }) => derivedRuleOf(name, spec)),
      ),
    backfill: async (name, progress) => {
      const { rule, hash } = await one(name);
      return backfill(deps, { rule, hash, progress });
    },
    startBackfill: async (name) => {
      await one(name);
      const { id } = await enqueue(deps.postgres, { queue: 'backfill', key: name, input: { name } });
      const job = await findJob(deps.postgres, id);
      if (!job) throw problem('internal', { internal: `job ${id} vanished` });
      return asJob(job);
    },
    list: async () => {
      const [documents, working] = await Promise.all([
        published(),
        deps.postgres.query<StoredJob>(
          `SELECT ${jobColumns} FROM jobs WHERE queue = 'backfill' AND state IN ('waiting', 'running')`,
        ),
      ]);
      const answer = await readDerived(
        deps,
        documents.map(({ name, title, spec }) => ({ title, remark: spec.remark, rule: derivedRuleOf(name, spec) })),
      );
      const jobs = new Map(working.map((job) => [job.key, asJob(job)]));
      return { ...answer, events: answer.events.map((event) => ({ ...event, job: jobs.get(event.name) ?? null })) };
    },
    preview: async (name, spec) => {
      if (spec === undefined) return previewDerived(deps, (await one(name)).rule);
      const inspected = derivedEventKind.inspect(spec, { documents: () => new Map() }, { kind: 'DerivedEvent', name });
      const error = inspected.problems.find(({ severity }) => severity === 'error');
      const parsed = derivedEventKind.parse(spec);
      if (error !== undefined || parsed.type === 'invalid')
        throw problem('invalid_input', {
          detail: error?.message.en ?? 'spec',
          detailZh: error?.message.zh ?? 'spec',
          field: error?.path ?? 'spec',
        });
      return previewDerived(deps, derivedRuleOf(name, parsed.spec));
    },
  };
};
