import { createHash, randomUUID } from 'node:crypto';
import {
  type Clock,
  type ClickHouse,
  failureText,
  GyreError,
  type Logger,
  type Postgres,
  problem,
  type Progress,
} from '#platform';
import { waitForLease } from '#platform/jobs/lease.ts';
import type { ContactKeeper } from '../../collector.ts';
import type { Pseudonymizer } from '../../identifiers.ts';
import type { EffectivePlan } from '../../plan/read-definitions.ts';
import type { SetAside } from '../../quarantine.ts';
import type { Erased } from '../../tombstones/tombstones.ts';
import type { FoundColumn, ImportPreview } from '../schemas.ts';
import type { From } from '../from-schema.ts';
import type { Mapping } from '../mapping.ts';
import { suggestMapping } from '../suggest-mapping.ts';
import { openSource, type OpenedSource, type Reach } from '../source/open-source.ts';
import type { Reading } from '../stage/segment.ts';
import { createRunStore, type ImportReport, type ImportRun, type RunStore } from './run-store.ts';
import { foundColumns } from './found-columns.ts';
import { previewRun } from './preview.ts';
import { readRun } from './read-run.ts';
import { checkPatterns } from './check-patterns.ts';
import { dropStaged } from './staged.ts';
import { checkColumns, writeRun } from './write-run.ts';

export type ImportDeps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pseudonymizer: Pseudonymizer;
  readonly contacts: ContactKeeper;
  readonly setAside: (rows: readonly SetAside[]) => Promise<void>;
  /** The tracking plan in force. */
  readonly plan: () => Promise<EffectivePlan>;
  readonly reach: Omit<Reach, 'files'>;
  /** Who was erased and may not come back; without it, nobody was. */
  readonly erased?: Erased | undefined;
};

export type Imports = {
  readonly store: RunStore;
  /**
   * Imports all of a source; an unfinished import of the same is gone on with. Nothing is written before all has been
   * read, so a file that turns out broken leaves nothing behind.
   * @throws GyreError `not_found` without the file, `invalid_input` for a mapping or source that does not fit.
   */
  readonly run: (args: RunArgs) => Promise<ImportReport>;
  /** What `run` would do; changes nothing. */
  readonly tryOut: (args: RunArgs) => Promise<ImportPreview>;
  /** What writing a run that has been read would do. */
  readonly preview: (id: string, mapping: Mapping) => Promise<ImportPreview>;
  /** Reads a source and stops there: the run waits for a mapping. */
  readonly read: (
    args: Pick<RunArgs, 'byWhom' | 'progress'> & { readonly source: OpenedSource; readonly reading: Reading },
  ) => Promise<ImportRun>;
  /** Opens what a mapping or a request names. */
  readonly open: (from: From, options: { readonly files: boolean; readonly key?: string }) => Promise<OpenedSource>;
  /** Writes what has been read. Safe to repeat at any point. */
  readonly write: (id: string, mapping: Mapping, progress: Progress, signal?: AbortSignal) => Promise<ImportReport>;
  /** The columns of a run that has been read, and a mapping to begin with. */
  readonly columns: (id: string) => Promise<{ readonly columns: FoundColumn[]; readonly suggestion: string }>;
  /** Checks a mapping against what has been read and keeps it with the run. */
  readonly prepare: (id: string, mapping: Mapping) => Promise<void>;
  /** Gives up an unfinished run and forgets what was staged. What is in the log stays. */
  readonly discard: (id: string) => Promise<void>;
};

type RunArgs = {
  readonly mapping: Mapping;
  readonly from: From;
  readonly byWhom: string;
  readonly progress: Progress;
  /** Whether `from` may name paths of this machine. */
  readonly files: boolean;
};

const forgottenAfterDays = 7;

export const createImports = (deps: ImportDeps): Imports => {
  const { clickhouse, postgres, clock, log } = deps;
  const store = createRunStore(postgres);

  const open: Imports['open'] = async (from, { files, key }) =>
    openSource(from, { ...deps.reach, files }, key === undefined ? undefined : await store.cursorOf(key));

  /** One process at a time works on a run; one that died is followed within the lease's time. */
  const alone = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const lease = await waitForLease({ postgres, name: `import:${id}`, ttlMs: 5_000 });
    try {
      return await work();
    } finally {
      await lease.release();
    }
  };

  /** What is the source's or the mapping's fault ends the run; anything else leaves it to be gone on with. */
  const orFail = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof GyreError && final.has(cause.code)) {
        await store.update(id, { state: 'failed', error: failureText(cause), finishedAt: new Date() });
        await dropStaged(clickhouse, id);
      }
      throw cause;
    }
  };

  const discard = async (id: string): Promise<void> => {
    const run = await store.find(id);
    if (run === undefined) throw problem('not_found', { detail: `import ${id}`, detailZh: `导入任务 ${id}` });
    if (run.state === 'done' || run.state === 'failed' || run.state === 'discarded') return;
    await store.update(id, { state: 'discarded', finishedAt: new Date() });
    await dropStaged(clickhouse, id);
  };

  const sweep = async (): Promise<void> => {
    for (const { id, title } of await store.forgotten(forgottenAfterDays)) {
      log.warn({ import: id, title }, 'an unfinished import was given up; its staged rows are gone');
      await discard(id);
    }
  };

  const preview = async (id: string, mapping: Mapping): Promise<ImportPreview> => {
    const run = await store.find(id);
    if (run === undefined) throw problem('not_found', { detail: `import ${id}`, detailZh: `导入任务 ${id}` });
    if (run.state !== 'read')
      throw problem('conflict', {
        detail: `import ${id} is ${run.state}`,
        detailZh: `导入任务 ${id} 的状态为 ${run.state}`,
      });
    checkColumns(run.segments, mapping);
    await checkPatterns(clickhouse, mapping);
    return previewRun({ run, mapping, plan: await deps.plan(), receivedAt: clock.now() }, deps);
  };

  const read: Imports['read'] = async ({ source, reading, byWhom, progress }) => {
    await sweep();
    const run = await store.create({
      key: randomUUID(),
      title: source.title,
      byWhom,
      source: '',
      mapping: null,
      reading,
      receivedAt: clock.now(),
    });
    return alone(run.id, () =>
      orFail(run.id, () => readRun({ run, source, reading, progress }, { clickhouse, store })),
    );
  };

  return {
    store,
    open,
    read,
    preview,
    columns: async (id) => {
      const run = await store.find(id);
      if (run === undefined) throw problem('not_found', { detail: `import ${id}`, detailZh: `导入任务 ${id}` });
      if (run.state !== 'read') return { columns: [], suggestion: '' };
      const columns = await foundColumns(clickhouse, run);
      return { columns: [...columns], suggestion: suggestMapping(columns, run.title, run.reading) };
    },
    prepare: async (id, mapping) => {
      const run = await store.find(id);
      if (run === undefined) throw problem('not_found', { detail: `import ${id}`, detailZh: `导入任务 ${id}` });
      if (run.state !== 'read')
        throw problem('conflict', {
          detail: `import ${id} is ${run.state}`,
          detailZh: `导入任务 ${id} 的状态为 ${run.state}`,
        });
      checkColumns(run.segments, mapping);
      await checkPatterns(clickhouse, mapping);
      await store.update(id, { mapping, source: mapping.source });
    },
    tryOut: async ({ mapping, from, byWhom, progress, files }) => {
      const source = await open(from, { files, key: keyOf([mapping, from]) });
      const run = await read({ source, reading: readingOf(mapping), byWhom, progress });
      try {
        return await preview(run.id, mapping);
      } finally {
        await discard(run.id);
      }
    },
    write: (id, mapping, progress, signal) =>
      alone(id, () => orFail(id, () => writeRun({ id, mapping, progress, signal }, { ...deps, store }))),
    discard,
    run: async ({ mapping, from, byWhom, progress, files }) => {
      await sweep();
      // a query's key does not hold its cursor's last value: that is what the key is for
      const lasting = keyOf([mapping, from]);
      const source = await open(from, { files, key: lasting });
      const key = isQuery(from) ? lasting : keyOf([mapping, from, source.parts.map(({ version }) => version)]);
      await checkPatterns(clickhouse, mapping);
      const reading = readingOf(mapping);
      const begun = await store.unfinished(key);
      const run =
        begun ??
        (await store.create({
          key,
          title: source.title,
          byWhom,
          source: mapping.source,
          mapping,
          reading,
          receivedAt: clock.now(),
        }));
      return alone(run.id, () =>
        orFail(run.id, async () => {
          const read =
            run.state === 'reading' ? await readRun({ run, source, reading, progress }, { clickhouse, store }) : run;
          checkColumns(read.segments, mapping);
          return writeRun({ id: run.id, mapping, progress }, { ...deps, store });
        }),
      );
    },
  };
};

const readingOf = ({ format, delimiter, encoding }: Mapping): Reading => ({ format, delimiter, encoding });

/** Refusals that trying again will not mend. */
const final: ReadonlySet<string> = new Set(['invalid_input', 'not_found', 'payload_too_large']);

const isQuery = (from: From): boolean => 'postgres' in from || 'mysql' in from;

const keyOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
