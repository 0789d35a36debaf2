import { basename } from 'node:path';
import { problem, type Progress } from '#platform';
import type { Collector } from '../collector.ts';
import type { Pseudonymizer } from '../identifiers.ts';
import type { LogEvent } from '../log-event.ts';
import type { SetAside } from '../quarantine.ts';
import type { Mapping } from './mapping.ts';
import { fileSize, readCsv } from './read-csv.ts';
import { createRowReader, type RowReader } from './row-reader.ts';

export type ImportReport = {
  readonly rows: number;
  readonly events: number;
  readonly quarantined: number;
  /** Rows of the quarantine by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly seconds: number;
};

type Deps = { readonly collector: Collector; readonly pseudonymizer: Pseudonymizer; readonly progress: Progress };

/** Chunks of the file, some thousand rows each, that are being written while the next is read. */
const chunksInFlight = 8;

/**
 * Streams a CSV, gzipped or not, into the log. Memory holds some chunks of rows and 24 to 48 bytes for each row seen.
 * A kill in the middle is mended by importing again: what landed does not double.
 * @throws GyreError `not_found` without the file, `invalid_input` for a mapping or file that does not fit.
 */
export const importFile = async (
  file: string,
  mapping: Mapping,
  { collector, pseudonymizer, progress }: Deps,
): Promise<ImportReport> => {
  const started = performance.now();
  const task = progress.start(`import ${basename(file)}`, await fileSize(file));
  const reasons: Record<string, number> = {};
  let reader: RowReader | undefined;
  let rows = 0;
  let kept = 0;
  let events: LogEvent[] = [];
  let aside: SetAside[] = [];
  const writing: Promise<void>[] = [];

  const take = (cells: readonly string[], read: RowReader): void => {
    rows++;
    const result = read(cells);
    if (result.type === 'event') {
      kept++;
      events.push(result.event);
      return;
    }
    const { reason } = result.row;
    reasons[reason] = (reasons[reason] ?? 0) + 1;
    aside.push(result.row);
  };

  /** Hands over what has been read; the writers gather it into large inserts while the next rows are read. */
  const write = async (): Promise<void> => {
    const handed = Promise.all([collector.write(events), collector.setAside(aside)]).then(() => {});
    // a rejection is met at its await below; without a handler meanwhile it would count as unhandled
    handed.catch(() => {});
    writing.push(handed);
    events = [];
    aside = [];
    if (writing.length > chunksInFlight) await writing.shift();
  };

  try {
    for await (const some of readCsv({ file, format: mapping, onBytes: (count) => task.add(count) })) {
      for (const cells of some) {
        if (reader) take(cells, reader);
        else
          reader = createRowReader(
            mapping,
            cells.map((name) => name.trim()),
            pseudonymizer,
          );
      }
      await write();
    }
    if (!reader)
      throw problem('invalid_input', { field: 'file', detail: `${file} is empty`, detailZh: `${file} 是空文件` });
    await Promise.all(writing);
  } catch (cause) {
    await Promise.allSettled(writing);
    task.fail('stopped; importing again continues without doubling');
    throw cause;
  }
  task.done(`${kept.toLocaleString('en')} events, ${(rows - kept).toLocaleString('en')} rows in quarantine`);
  return { rows, events: kept, quarantined: rows - kept, reasons, seconds: (performance.now() - started) / 1000 };
};
