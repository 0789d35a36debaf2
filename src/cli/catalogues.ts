import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { parse } from 'csv-parse';
import { createCatalogueDesk } from '#app';
import { problem } from '#platform';
import { type Entry, entrySchema } from '../profile/catalogues/schemas.ts';
import { withGyre } from './with-gyre.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const batchRows = 5_000;

/** `gyre catalogue list` */
export const catalogueListCommand = (options: { readonly json?: boolean }, command: Command): Promise<void> =>
  withGyre(command, async ({ stores, clock, documents }) => {
    const { catalogues } = await createCatalogueDesk({ clickhouse: stores.clickhouse, clock, documents }).list();
    if (options.json) return print(JSON.stringify(catalogues));
    for (const { name, entries, spec } of catalogues)
      print(
        `${name}  ${entries.toLocaleString('en')} entries; ${spec.properties.join(', ')} → ${Object.keys(spec.attributes).join(', ')}`,
      );
  });

/** `gyre catalogue load product FILE`: CSV with a column `id`, or JSON lines with a member `id`; the rest are attributes. */
export const catalogueLoadCommand = (name: string, path: string, _options: object, command: Command): Promise<void> =>
  withGyre(command, async ({ stores, clock, documents }) => {
    const desk = createCatalogueDesk({ clickhouse: stores.clickhouse, clock, documents });
    let batch: Entry[] = [];
    let total = 0;
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await desk.put(name, batch);
      total += batch.length;
      batch = [];
    };
    for await (const { line, row } of rowsOf(path)) {
      batch.push(entryOf(row, `${path}:${line}`));
      if (batch.length >= batchRows) await flush();
    }
    await flush();
    print(`${name}: ${total.toLocaleString('en')} entries`);
  });

async function* rowsOf(path: string): AsyncGenerator<{ readonly line: number; readonly row: unknown }> {
  let line = 0;
  if (/\.(jsonl|ndjson)$/i.test(path)) {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      line += 1;
      if (text.trim() === '') continue;
      yield { line, row: jsonOf(text, `${path}:${line}`) };
    }
    return;
  }
  line = 1;
  for await (const row of createReadStream(path).pipe(
    parse({ columns: true, bom: true, trim: true, skip_empty_lines: true }),
  )) {
    line += 1;
    yield { line, row };
  }
}

const jsonOf = (text: string, place: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw problem('invalid_input', { detail: `${place} is not JSON`, detailZh: `${place} 不是 JSON`, cause });
  }
};

const entryOf = (row: unknown, place: string): Entry => {
  const { id, ...attributes } = typeof row === 'object' && row !== null && 'id' in row ? row : { id: undefined };
  const parsed = entrySchema.safeParse({ id: typeof id === 'number' ? String(id) : id, attributes });
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw problem('invalid_input', { detail: `${place} ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}` });
};
