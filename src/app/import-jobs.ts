import { importMappingKind, type Mapping } from '#collect';
import { type Postgres, problem } from '#platform';
import { enqueue, findJob, type NewJob } from '#platform/jobs/queue.ts';
import type { JobHandler } from '#platform/jobs/worker.ts';
import type { Job } from '../platform/schemas.ts';
import type { Gyre } from './gyre.ts';
import { asJob, jobProgress } from './jobs.ts';

/** Imports that the console or the API started. A job cut short by a stop or a kill goes on where it was. */
export const importHandlers = (
  gyre: Pick<Gyre, 'imports' | 'documents'>,
): Readonly<Record<'import' | 'import-source', JobHandler>> => ({
  import: async (job, context) => {
    const id = job.key ?? '';
    const run = await gyre.imports.store.find(id);
    if (run?.mapping === undefined || run.mapping === null)
      throw problem('not_found', { detail: `import ${id}`, detailZh: `导入任务 ${id}` });
    return gyre.imports.write(id, run.mapping, jobProgress(context), context.signal);
  },
  'import-source': async (job, context) => {
    const mapping = await mappingNamed(gyre, job.key ?? '');
    return gyre.imports.run({
      mapping,
      from: mapping.from,
      byWhom: 'console',
      progress: jobProgress(context),
      files: false,
    });
  },
});

/** A published mapping that says where its rows come from. @throws GyreError `not_found`, `invalid_input`. */
export const mappingNamed = async (
  { documents }: Pick<Gyre, 'documents'>,
  name: string,
): Promise<Mapping & { readonly from: NonNullable<Mapping['from']> }> => {
  const found = (await documents.published(importMappingKind)).find((each) => each.name === name);
  if (found === undefined)
    throw problem('not_found', { detail: `ImportMapping "${name}"`, detailZh: `导入映射「${name}」` });
  const { from } = found.spec;
  if (from === undefined)
    throw problem('invalid_input', {
      field: 'from',
      detail: `ImportMapping "${name}" names no source`,
      detailZh: `导入映射「${name}」没有写明来源`,
    });
  return { ...found.spec, from };
};

/** Adds a job and answers it as people see it. */
export const startJob = async (postgres: Postgres, job: NewJob): Promise<Job> => {
  const { id } = await enqueue(postgres, job);
  const added = await findJob(postgres, id);
  if (!added) throw problem('internal', { internal: `job ${id} vanished` });
  return asJob(added);
};
