import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { problem, type Progress } from '#platform';
import type { Collector } from '../collector.ts';
import type { SetAside } from '../quarantine.ts';
import type { Pseudonymizer } from '../identifiers.ts';
import type { LogEvent } from '../log-event.ts';
import type { Mapping } from './mapping.ts';
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

const rowsAtATime = 10_000;

/**
 * Streams a CSV (gzipped when its name ends in .gz) into the log. Memory holds one batch of rows and the
 * fingerprints of the rows seen. A kill in the middle is mended by importing again: what landed does not double.
 */
export const importFile = async (
  file: string,
  mapping: Mapping,
  { collector, pseudonymizer, progress }: Deps,
): Promise<ImportReport> => {
  const started = performance.now();
  const { size } = await stat(file).catch((cause: unknown) => {
    throw problem('not_found', { detail: `file ${file}`, cause });
  });
  const task = progress.start(`import ${file.split('/').at(-1)}`, size);
  const reasons: Record<string, number> = {};
  let reader: RowReader | undefined;
  let rows = 0;
  let kept = 0;
  let events: LogEvent[] = [];
  let aside: SetAside[] = [];
  let writing = Promise.resolve();

  const flush = async (): Promise<void> => {
    const [batch, bad] = [events, aside];
    events = [];
    aside = [];
    // one batch is written while the next is read
    await writing;
    writing = Promise.all([collector.write(batch), collector.setAside(bad)]).then(() => {});
    // a rejection is met at the next await; without a handler meanwhile it would count as unhandled
    writing.catch(() => {});
  };

  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      task.add(chunk.length);
      done(null, chunk);
    },
  });
  const parser = parse({
    delimiter: mapping.delimiter,
    relaxColumnCount: true,
    relaxQuotes: true,
    bom: true,
    skipEmptyLines: true,
  });
  const raw = createReadStream(file).pipe(counter);
  const text = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  text.on('error', (cause) => parser.destroy(cause));
  const decoded = mapping.encoding === 'utf-8' ? text : text.pipe(decode(mapping.encoding));
  try {
    for await (const cells of decoded.pipe(parser)) {
      if (!reader) {
        reader = createRowReader(
          mapping,
          (cells as string[]).map((name) => name.trim()),
          pseudonymizer,
        );
        continue;
      }
      rows++;
      // csv-parse yields string[] when `columns` is off; its type cannot say so
      const read = reader(cells as string[]);
      if (read.type === 'event') {
        kept++;
        events.push(read.event);
      } else {
        reasons[read.row.reason] = (reasons[read.row.reason] ?? 0) + 1;
        aside.push(read.row);
      }
      if (events.length + aside.length >= rowsAtATime) await flush();
    }
    await flush();
    await writing;
  } catch (cause) {
    task.fail('stopped; importing again continues without doubling');
    throw cause;
  }
  task.done(`${kept.toLocaleString('en')} events, ${(rows - kept).toLocaleString('en')} rows in quarantine`);
  return { rows, events: kept, quarantined: rows - kept, reasons, seconds: (performance.now() - started) / 1000 };
};

const decode = (encoding: string): Transform => {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
};
