import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'csv-parse';
import { tagDeskOf } from '#app';
import { GyreError, problem, stableUuid } from '#platform';
import { tagTemplates } from '#profile';
import { withGyre } from './with-gyre.ts';

type Json = { readonly json?: boolean };
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const number = (n: number): string => n.toLocaleString('en');
const by = 'command line';

/** `gyre tag list` */
export const tagListCommand = (options: Json, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const { tags } = await tagDeskOf(gyre).list();
    if (options.json) return print(JSON.stringify(tags));
    if (tags.length === 0)
      print('No tags yet. To begin: gyre tag template life_cycle > tag.yaml, then gyre apply -f tag.yaml.');
    for (const tag of tags) {
      print(
        `${[...tag.category.map(({ en }) => en), tag.name].join(' / ')}  (${tag.type})  ${number(tag.people)} people`,
      );
      for (const { value, people } of tag.sizes) print(`  ${value.padEnd(20)} ${number(people).padStart(12)}`);
    }
  });

/** `gyre tag set vip user_id:u1 [gold] [--until 2027-01-01] [--create]` */
export const tagSetCommand = (
  name: string,
  id: string,
  value: string | undefined,
  options: { readonly until?: Date; readonly create?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const given = { ...(value === undefined ? {} : { value }), until: options.until?.toISOString() };
    await tagDeskOf(gyre).giveMany(name, [{ id, given }], { by, create: options.create });
    print(`${name} given to ${id}`);
  });

/** `gyre tag remove vip user_id:u1` */
export const tagRemoveCommand = (name: string, id: string, _options: object, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    await tagDeskOf(gyre).giveMany(name, [{ id, given: null }], { by });
    print(`${name} taken from ${id}`);
  });

const batchRows = 1_000;

/** `gyre tag import vip FILE.csv`: rows of id, value, until; the same file again adds nothing. */
export const tagImportCommand = (
  name: string,
  path: string,
  options: { readonly idType: string; readonly remove?: boolean; readonly create?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const desk = tagDeskOf(gyre);
    const hash = createHash('sha256');
    for await (const bytes of createReadStream(path)) hash.update(bytes);
    const file = hash.digest('hex');
    const rows = createReadStream(path).pipe(parse({ columns: true, bom: true, trim: true, skip_empty_lines: true }));
    let line = 1;
    let batch: { id: string; given: { value?: string; until?: string } | null; eventId: string }[] = [];
    const wrong = (row: number, detail: string, detailZh = detail) =>
      problem('invalid_input', { detail: `${path}:${row} ${detail}`, detailZh: `${path}:${row} ${detailZh}` });
    const flush = async (): Promise<void> => {
      const first = line - batch.length + 1;
      if (batch.length > 0)
        await desk.giveMany(name, batch, { by, create: options.create }).catch((cause: unknown) => {
          const [, i] = cause instanceof GyreError ? (/^people\[(\d+)\]/.exec(cause.facts.field ?? '') ?? []) : [];
          if (i === undefined || !(cause instanceof GyreError)) throw cause;
          throw wrong(first + Number(i), cause.facts.detail ?? '', cause.facts.detailZh);
        });
      batch = [];
    };
    for await (const row of rows) {
      line += 1;
      const [id, value, until] = [cell(row, 'id'), cell(row, 'value'), cell(row, 'until')];
      if (id === '')
        throw wrong(line, 'has no id; the columns are id, value, until', '没有 id；列名为 id, value, until');
      if (until !== '' && Number.isNaN(Date.parse(until)))
        throw wrong(line, `"${until}" is not a time such as 2027-01-31`, `“${until}”不是 2027-01-31 这样的时间`);
      batch.push({
        id: id.includes(':') ? id : `${options.idType}:${id}`,
        given: options.remove
          ? null
          : { ...(value === '' ? {} : { value }), ...(until === '' ? {} : { until: new Date(until).toISOString() }) },
        eventId: stableUuid(options.remove ? 'tag-import-removed' : 'tag-import', name, file, String(line)),
      });
      if (batch.length >= batchRows) await flush();
    }
    await flush();
    print(`${name}: ${number(line - 1)} rows`);
  });

const cell = (row: unknown, column: string): string => {
  const value: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
  return typeof value === 'string' ? value : '';
};

/** `gyre tag refresh`: one pass now. */
export const tagRefreshCommand = (options: Json, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const report = await tagDeskOf(gyre).refresh();
    if (options.json) return print(JSON.stringify(report));
    print(
      `${report.filled} tags worked out anew, ${report.cuts} with new cuts, ${number(report.changes)} values changed`,
    );
  });

/** `gyre tag template [name] [--event "Order Completed"] [--amount total]`: YAML to change and apply. */
export const tagTemplateCommand = (
  name: string | undefined,
  options: { readonly event?: string; readonly amount?: string },
): void => {
  const templates = tagTemplates(options);
  if (name === undefined) {
    for (const each of templates) print(`${each.name}  ${each.title.en}: ${each.remark.en}`);
    return;
  }
  const found = templates.find((each) => each.name === name);
  if (found === undefined)
    throw problem('not_found', {
      detail: `template "${name}"; there are ${templates.map((each) => each.name).join(', ')}`,
      detailZh: `模板「${name}」；现有 ${templates.map((each) => each.name).join('、')}`,
    });
  print(found.yaml.trimEnd());
};
