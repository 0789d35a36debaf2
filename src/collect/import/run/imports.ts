import { createHash, randomUUID } from 'node:crypto';
import {
  type Clock,
  type ClickHouse,
  faultPoint,
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
import type { FoundColumn, ImportPreview } from '../import-schemas.ts';
import type { From } from '../from-schema.ts';
import { columnsOf, type Mapping } from '../mapping.ts';
import { suggestMapping } from '../suggest-mapping.ts';
import { openSource, type OpenedSource, type Reach } from '../source/open-source.ts';
import { createParameters } from '../sql/parameters.ts';
import { readPart } from '../stage/read-part.ts';
import { chunksOf, type Reading, type Segment } from '../stage/segment.ts';
import { createRunStore, type ImportReport, type ImportRun, type RunStore } from './run-store.ts';
import { foundColumns } from './found-columns.ts';
import { previewRun } from './preview.ts';
import { dropStaged, numberRepeats } from './staged.ts';
import { chunkLines, type ChunkDeps, writeChunk } from './write-chunk.ts';

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

/** Inserts at a time: one computes while the other waits for the disk. */
const chunksInFlight = 2;
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

  const readAll = async (
    run: ImportRun,
    source: OpenedSource,
    reading: Reading,
    progress: Progress,
  ): Promise<ImportRun> => {
    const attempt = run.attempt + 1;
    await store.update(run.id, { attempt });
    const sizes = source.parts.map(({ sizeBytes }) => sizeBytes);
    const total = sizes.every((size) => size !== undefined)
      ? sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
      : undefined;
    const task = progress.start(`read ${run.title}`, total);
    // files that were read before a kill are not read again
    const segments: Segment[] = [...run.segments];
    for (const { bytes } of segments) task.add(bytes);
    try {
      for (const [index, part] of source.parts.entries()) {
        if (index < segments.length) continue;
        segments.push(await readPart({ clickhouse, run: run.id, attempt, index, part, reading, onBytes: task.add }));
        await store.update(run.id, { segments });
        faultPoint('import/after-part');
      }
      const lines = await numberRepeats(clickhouse, run.id, segments, createParameters());
      const bytes = segments.reduce((sum, each) => sum + each.bytes, 0);
      faultPoint('import/after-read');
      await store.update(run.id, { state: 'read', lines, bytes, cursor: source.reached() ?? null });
      task.done(`${lines.toLocaleString('en')} rows`);
      return { ...run, state: 'read', segments, lines, bytes };
    } catch (cause) {
      task.fail('stopped; nothing was written');
      throw cause;
    }
  };

  const write = async (
    id: string,
    mapping: Mapping,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<ImportReport> => {
    const run = await store.find(id);
    if (run === undefined) throw problem('not_found', { detail: `import ${id}` });
    if (run.state === 'done' && run.report !== null) return run.report;
    if (run.state !== 'read' && run.state !== 'writing')
      throw problem('conflict', { detail: `import ${id} is ${run.state}` });
    checkColumns(run.segments, mapping);
    // a chunk that was written counts once only if it is written the same way again
    const fixed = run.state === 'writing' && run.mapping !== null ? run.mapping : mapping;
    const chunks = chunksOf(run.segments, chunkLines);
    await store.update(id, { state: 'writing', mapping: fixed, source: fixed.source, chunks: chunks.length });
    const of = { run: id, mapping: fixed, receivedAt: run.receivedAt, plan: await deps.plan() };
    const done = new Set(run.doneChunks);
    const task = progress.start(`write ${run.title}`, run.lines);
    const started = performance.now();
    const waiting = chunks.filter(({ index }) => !done.has(index));
    for (const { index, lines } of chunks) if (done.has(index)) task.add(lines);
    const lane = async (): Promise<void> => {
      for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
        if (signal?.aborted) throw problem('store_unavailable', { detail: 'the server is stopping' });
        await writeChunk(chunk, of, deps satisfies ChunkDeps);
        faultPoint('import/before-mark');
        await store.chunkDone(id, chunk.index);
        task.add(chunk.lines);
        faultPoint('import/after-chunk');
      }
    };
    try {
      await settled(Array.from({ length: chunksInFlight }, lane), () => waiting.splice(0));
    } catch (cause) {
      task.fail('stopped; the same command goes on');
      throw cause;
    }
    const report = await reportOf(run, (performance.now() - started) / 1000);
    await store.update(id, { state: 'done', report, finishedAt: new Date() });
    await dropStaged(clickhouse, id);
    task.done(
      `${report.events.toLocaleString('en')} events, ${report.quarantined.toLocaleString('en')} rows in quarantine`,
    );
    return report;
  };

  const reportOf = async (run: ImportRun, seconds: number): Promise<ImportReport> => {
    const rows = await clickhouse.query<{ reason: string; rows: string }>(
      'SELECT reason, count() AS rows FROM import_refused WHERE run = {run:UUID} GROUP BY reason ORDER BY rows DESC, reason',
      { run: run.id },
    );
    const reasons = Object.fromEntries(rows.map((row) => [row.reason, Number(row.rows)]));
    const quarantined = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    return { id: run.id, rows: run.lines, events: run.lines - quarantined, quarantined, reasons, seconds };
  };

  /** What is the source's or the mapping's fault ends the run; anything else leaves it to be gone on with. */
  const orFail = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof GyreError && cause.status < 500 && cause.code !== 'conflict') {
        await store.update(id, { state: 'failed', error: cause.facts.detail ?? cause.message, finishedAt: new Date() });
        await dropStaged(clickhouse, id);
      }
      throw cause;
    }
  };

  const discard = async (id: string): Promise<void> => {
    const run = await store.find(id);
    if (run === undefined) throw problem('not_found', { detail: `import ${id}` });
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
    if (run === undefined) throw problem('not_found', { detail: `import ${id}` });
    if (run.state !== 'read') throw problem('conflict', { detail: `import ${id} is ${run.state}` });
    checkColumns(run.segments, mapping);
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
    return alone(run.id, () => orFail(run.id, () => readAll(run, source, reading, progress)));
  };

  return {
    store,
    open,
    read,
    preview,
    columns: async (id) => {
      const run = await store.find(id);
      if (run === undefined) throw problem('not_found', { detail: `import ${id}` });
      if (run.state !== 'read') return { columns: [], suggestion: '' };
      const columns = await foundColumns(clickhouse, run);
      return { columns: [...columns], suggestion: suggestMapping(columns, run.title, run.reading) };
    },
    prepare: async (id, mapping) => {
      const run = await store.find(id);
      if (run === undefined) throw problem('not_found', { detail: `import ${id}` });
      if (run.state !== 'read') throw problem('conflict', { detail: `import ${id} is ${run.state}` });
      checkColumns(run.segments, mapping);
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
    write: (id, mapping, progress, signal) => alone(id, () => orFail(id, () => write(id, mapping, progress, signal))),
    discard,
    run: async ({ mapping, from, byWhom, progress, files }) => {
      await sweep();
      // a query's key does not hold its cursor's last value: that is what the key is for
      const lasting = keyOf([mapping, from]);
      const source = await open(from, { files, key: lasting });
      const key = isQuery(from) ? lasting : keyOf([mapping, from, source.parts.map(({ version }) => version)]);
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
          const read = run.state === 'reading' ? await readAll(run, source, reading, progress) : run;
          checkColumns(read.segments, mapping);
          return write(run.id, mapping, progress);
        }),
      );
    },
  };
};

const readingOf = ({ format, delimiter, encoding }: Mapping): Reading => ({ format, delimiter, encoding });

const isQuery = (from: From): boolean => 'postgres' in from || 'mysql' in from;

const keyOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** Waits for all lanes to end, also when one fails: a lane left behind would write after the lease is gone. */
const settled = async (lanes: readonly Promise<void>[], stop: () => void): Promise<void> => {
  const ends = await Promise.allSettled(
    lanes.map((lane) =>
      lane.catch((cause: unknown) => {
        stop();
        throw cause;
      }),
    ),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};

/** @throws GyreError `invalid_input` (field `mapping`) when a file has not the columns the mapping names. */
export const checkColumns = (segments: readonly Segment[], mapping: Mapping): void => {
  for (const { name, format } of segments) {
    if (format.type !== 'csv') continue;
    const missing = columnsOf(mapping).find((column) => !format.header.includes(column));
    if (missing !== undefined)
      throw problem('invalid_input', {
        field: 'mapping',
        detail: `the file has no column ${missing}; it has ${format.header.join(', ')} (${name})`,
        detailZh: `文件没有列 ${missing}；它有 ${format.header.join(', ')}（${name}）`,
      });
  }
};
