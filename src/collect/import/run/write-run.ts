import { faultPoint, problem, type ClickHouse, type Progress } from '#platform';
import type { EffectivePlan } from '../../plan/read-definitions.ts';
import { columnsOf, type Mapping } from '../mapping.ts';
import type { ImportReport } from '../schemas.ts';
import { chunksOf, type Segment } from '../stage/segment.ts';
import type { ImportRun, RunStore } from './run-store.ts';
import { dropStaged } from './staged.ts';
import { hasEventsOf } from './known-events.ts';
import { chunkLines, type ChunkDeps, type ChunkOf, writeChunk } from './write-chunk.ts';

type WriteArgs = {
  readonly id: string;
  readonly mapping: Mapping;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
};
type WriteDeps = ChunkDeps & { readonly store: RunStore; readonly plan: () => Promise<EffectivePlan> };

/** Inserts at a time: one computes while the other waits for the disk. */
const chunksInFlight = 2;

/** Writes what has been read and not been written yet. Safe to repeat at any point. */
export const writeRun = async (
  { id, mapping, progress, signal }: WriteArgs,
  deps: WriteDeps,
): Promise<ImportReport> => {
  const { clickhouse, store } = deps;
  const run = await store.find(id);
  if (run === undefined) throw problem('not_found', { detail: `import ${id}`, detailZh: `导入任务 ${id}` });
  if (run.state === 'done' && run.report !== null) return run.report;
  if (run.state !== 'read' && run.state !== 'writing')
    throw problem('conflict', {
      detail: `import ${id} is ${run.state}`,
      detailZh: `导入任务 ${id} 的状态为 ${run.state}`,
    });
  checkColumns(run.segments, mapping);
  // a chunk that was written counts once only if it is written the same way again
  const fixed = run.state === 'writing' && run.mapping !== null ? run.mapping : mapping;
  const chunks = chunksOf(run.segments, chunkLines);
  // decided before the first row is written: afterwards the log holds rows of this very import
  const known = run.state === 'writing' ? run.known : (await hasEventsOf(clickhouse, fixed.source)) ? {} : null;
  await store.update(id, { state: 'writing', mapping: fixed, source: fixed.source, chunks: chunks.length, known });
  const noteKnown: ChunkOf['noteKnown'] = async (chunk, count) => {
    if (known !== null && known[chunk] === undefined) await store.chunkKnown(id, chunk, await count());
  };
  const of = { run: id, mapping: fixed, receivedAt: run.receivedAt, plan: await deps.plan(), noteKnown };
  const done = new Set(run.doneChunks);
  const task = progress.start(`write ${run.title}`, run.lines);
  const started = performance.now();
  const waiting = chunks.filter(({ index }) => !done.has(index));
  for (const { index, lines } of chunks) if (done.has(index)) task.add(lines);
  const lane = async (): Promise<void> => {
    for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
      if (signal?.aborted)
        throw problem('store_unavailable', { detail: 'the server is stopping', detailZh: '服务正在停止' });
      await writeChunk(chunk, of, deps);
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
  const counted = Object.values((await store.find(id))?.known ?? {});
  const report = {
    ...(await reportOf(clickhouse, run, (performance.now() - started) / 1000)),
    alreadyLogged: counted.reduce((sum, each) => sum + each, 0),
  };
  await store.update(id, { state: 'done', report, finishedAt: new Date() });
  await dropStaged(clickhouse, id);
  task.done(importedText(report));
  return report;
};

/** `406,789 events, 135,120 in quarantine`; of an import of what is there already, what is new. */
export const importedText = ({ events, alreadyLogged = 0, quarantined }: ImportReport): string => {
  const count = (rows: number): string => rows.toLocaleString('en');
  const said =
    alreadyLogged === 0
      ? `${count(events)} events`
      : `${count(events - alreadyLogged)} new events, ${count(alreadyLogged)} already in the log`;
  return `${said}, ${count(quarantined)} in quarantine`;
};

const reportOf = async (clickhouse: ClickHouse, run: ImportRun, seconds: number): Promise<ImportReport> => {
  const rows = await clickhouse.query<{ reason: string; rows: string }>(
    'SELECT reason, count() AS rows FROM import_refused WHERE run = {run:UUID} GROUP BY reason ORDER BY rows DESC, reason',
    { run: run.id },
  );
  const reasons = Object.fromEntries(rows.map((row) => [row.reason, Number(row.rows)]));
  const quarantined = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return { id: run.id, rows: run.lines, events: run.lines - quarantined, quarantined, reasons, seconds };
};

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
        detail: `the file has no column ${missing}; it has ${namesOf(format.header)} (${name})`,
        detailZh: `文件没有列 ${missing}；它有 ${namesOf(format.header)}（${name}）`,
      });
  }
};

const namedColumns = 20;

/** The first names of a header, short enough for a message. */
const namesOf = (header: readonly string[]): string => {
  const named = header
    .slice(0, namedColumns)
    .map((column) => (column.length > 40 ? `${column.slice(0, 40)}…` : column));
  return header.length > namedColumns ? `${named.join(', ')}, … (${header.length})` : named.join(', ');
};
