import { type ClickHouse, faultPoint, type Progress } from '#platform';
import type { OpenedSource } from '../source/open-source.ts';
import { createParameters } from '../sql/parameters.ts';
import { readPart } from '../stage/read-part.ts';
import type { Reading, Segment } from '../stage/segment.ts';
import type { ImportRun, RunStore } from './run-store.ts';
import { numberRepeats } from './staged.ts';

type ReadArgs = {
  readonly run: ImportRun;
  readonly source: OpenedSource;
  readonly reading: Reading;
  readonly progress: Progress;
};

/** Stages every part of a source that has not been read yet, then numbers the rows that repeat. */
export const readRun = async (
  { run, source, reading, progress }: ReadArgs,
  { clickhouse, store }: { readonly clickhouse: ClickHouse; readonly store: RunStore },
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
      // with the rows it was told by: who goes on behind them reads them no more
      await store.update(run.id, { segments, cursor: source.reached() ?? null });
      faultPoint('import/after-part');
    }
    const lines = await numberRepeats(clickhouse, run.id, segments, createParameters());
    const bytes = segments.reduce((sum, each) => sum + each.bytes, 0);
    faultPoint('import/after-read');
    await store.update(run.id, { state: 'read', lines, bytes });
    task.done(`${lines.toLocaleString('en')} rows`);
    return { ...run, state: 'read', segments, lines, bytes };
  } catch (cause) {
    task.fail('stopped; nothing was written');
    throw cause;
  }
};
