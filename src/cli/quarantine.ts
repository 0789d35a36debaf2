import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { type Gyre } from '#app';
import { problem, terminalProgress } from '#platform';
import { enqueue, findJob } from '#platform/jobs/queue.ts';
import { startWorker } from '#platform/jobs/worker.ts';
import { mendStepsSchema, runAskSchema, type MendStep, type QuarantineRun } from '../collect/quarantine/schemas.ts';
import { withGyre } from './with-gyre.ts';

const count = (value: number): string => value.toLocaleString('en');

export const quarantineListCommand = async (options: { readonly json?: boolean }, command: Command): Promise<void> =>
  withGyre(command, async ({ quarantine }) => {
    const answer = await quarantine.groups();
    if (options.json) return void process.stdout.write(`${JSON.stringify(answer)}\n`);
    for (const { rows, source, reason, name } of answer.groups)
      process.stdout.write(`${count(rows).padStart(10)}  ${source}  ${reason}${name === '' ? '' : `  ${name}`}\n`);
    const { open, replayed, discarded } = answer.byState;
    process.stdout.write(`${count(open)} open, ${count(replayed)} replayed, ${count(discarded)} discarded\n`);
  });

type ReplayOptions = {
  readonly source: string;
  readonly reason: string;
  readonly event?: string;
  readonly mend?: string;
  readonly dryRun?: boolean;
  readonly discard?: boolean;
  readonly reopen?: boolean;
  readonly json?: boolean;
};

export const quarantineReplayCommand = async (options: ReplayOptions, command: Command): Promise<void> => {
  const steps = options.mend === undefined ? [] : await readSteps(options.mend);
  const group = {
    source: options.source,
    reason: options.reason,
    ...(options.event === undefined ? {} : { name: options.event }),
  };
  await withGyre(command, async (gyre) => {
    if (options.dryRun) {
      const { rows, tried, passes, fails } = await gyre.quarantine.preview({ group, steps });
      process.stdout.write(`${count(passes)} of ${count(tried)} tried would pass (${count(rows)} rows)\n`);
      for (const fail of fails) process.stdout.write(`${count(fail.rows).padStart(10)}  ${fail.reason}\n`);
      return;
    }
    const action = options.discard ? 'discard' : options.reopen ? 'reopen' : 'replay';
    const run = await gyre.quarantine.open(runAskSchema.parse({ group, action, steps }), 'command line');
    const done = await performInQueue(gyre, run);
    process.stdout.write(
      options.json
        ? `${JSON.stringify(done)}\n`
        : `${action}: ${count(done.passed)} of ${count(done.rows)} rows${done.tried > done.passed ? `, ${count(done.tried - done.passed)} stay with their reason` : ''}\n`,
    );
  });
};

/**
 * Through the queue, so that a run whose command is killed is taken up by the server or the next command. This process
 * works on the queue itself too: there may be no server.
 */
const performInQueue = async (gyre: Gyre, run: QuarantineRun): Promise<QuarantineRun> => {
  const { postgres } = gyre.stores;
  const progress = terminalProgress(process.stderr);
  const { id } = await enqueue(postgres, { queue: 'quarantine', key: run.id, input: { run: run.id } });
  const worker = startWorker({
    postgres,
    log: gyre.log,
    pollMs: 100,
    handlers: {
      quarantine: (job, { signal }) => gyre.quarantine.perform(job.key ?? '', { progress, signal }),
    },
  });
  try {
    for (;;) {
      const job = await findJob(postgres, id);
      if (job?.state === 'done') return await gyre.quarantine.run(run.id);
      if (job === undefined || job.state === 'dead')
        throw problem('internal', { internal: job?.error ?? `job ${id} vanished` });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await worker.stop();
  }
};

const readSteps = async (file: string): Promise<readonly MendStep[]> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw problem('not_found', { detail: `mend ${file}`, detailZh: `修正文件 ${file}`, cause });
  });
  const parsed = mendStepsSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw problem('invalid_input', { field: issue?.path.join('.'), detail: `mend: ${issue?.message ?? ''}` });
};
