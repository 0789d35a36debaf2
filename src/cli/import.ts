import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { type ImportPreview, type ImportReport, type ImportRun, importedText, parseMapping } from '#collect';
import { identifyAll } from '#identify';
import { failureWords, problem, terminalProgress } from '#platform';
import { createWorkspace } from '#app';
import { withGyre } from './with-gyre.ts';

type Options = { readonly mapping: string; readonly json?: boolean; readonly dryRun?: boolean };

/** `gyre import [path] --mapping FILE`: a file, folder or pattern; or what the mapping's `from` names. */
export const importCommand = async (path: string | undefined, options: Options, command: Command): Promise<void> => {
  const yaml = await readFile(options.mapping, 'utf8').catch((cause: unknown) => {
    throw problem('not_found', {
      detail: `mapping ${options.mapping}`,
      detailZh: `映射文件 ${options.mapping}`,
      cause,
    });
  });
  const mapping = parseMapping(yaml);
  const from = path === undefined ? mapping.from : sourceAt(path);
  if (from === undefined)
    throw problem('invalid_input', {
      field: 'from',
      detail: 'name a file, or a `from` in the mapping',
      detailZh: '请指定文件，或在映射中写明 `from`',
    });
  await withGyre(command, async ({ imports, clock, stores: { clickhouse, postgres } }) => {
    const args = { mapping, from, byWhom: 'command line', files: true, progress: terminalProgress(process.stderr) };
    if (options.dryRun) {
      const preview = await imports.tryOut(args);
      process.stdout.write(options.json ? `${JSON.stringify(preview)}\n` : previewText(preview));
      return;
    }
    // who imports a file of their own wants no demo brand at the next start
    await createWorkspace(postgres, { kind: 'own' });
    const report = await imports.run(args);
    await identifyAll({ clickhouse, postgres, clock });
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
  });
};

/** `gyre imports`: the latest imports, how far they are and what came of them. */
export const importsCommand = async (options: { readonly json?: boolean }, command: Command): Promise<void> => {
  await withGyre(command, async ({ imports }) => {
    const runs = await imports.store.latest(50);
    process.stdout.write(options.json ? `${JSON.stringify(runs)}\n` : runs.map(runLine).join(''));
  });
};

/** `gyre imports discard ID`: an import that was begun and is not wanted. What of it is in the log stays. */
export const importsDiscardCommand = async (id: string, _options: object, command: Command): Promise<void> => {
  await withGyre(command, async ({ imports }) => {
    const run = z.uuid().safeParse(id).success ? await imports.store.find(id) : undefined;
    if (run === undefined)
      throw problem('not_found', {
        detail: `import ${id}; gyre imports lists them`,
        detailZh: `导入任务 ${id}；gyre imports 可列出全部`,
      });
    const over = run.state === 'done' || run.state === 'failed' || run.state === 'discarded';
    await imports.discard(id);
    process.stdout.write(over ? `It was ${run.state} already; nothing was changed.\n` : 'Given up.\n');
  });
};

const sourceAt = (path: string) => (/^https?:\/\//.test(path) ? { url: path } : { path });

const count = (rows: number): string => rows.toLocaleString('en');

const reasonLines = (reasons: Readonly<Record<string, number>>): string =>
  Object.entries(reasons)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, rows]) => `  ${count(rows).padStart(10)}  ${reason}\n`)
    .join('');

const reportText = (report: ImportReport): string =>
  `${count(report.rows)} rows: ${importedText(report)}\n${reasonLines(report.reasons)}`;

const previewText = (preview: ImportPreview): string =>
  [
    `${count(preview.rows)} rows${preview.judged < preview.rows ? `, of which the first ${count(preview.judged)} were tried` : ''}: `,
    `${count(preview.events)} would be events (${count(preview.alreadyLogged)} of them are in the log already), `,
    `${count(preview.quarantined)} would go to quarantine; ${count(preview.newPeople)} of ${count(preview.people)} people are new\n`,
    reasonLines(preview.reasons),
    ...preview.sample.map((row) =>
      row.type === 'event'
        ? `  ${row.name}  ${row.at}  ${Object.entries(row.ids)
            .map(([type, value]) => `${type}=${value}`)
            .join(
              ' ',
            )}${row.value === null ? '' : `  ${row.value} ${row.currency}`}  ${JSON.stringify(row.properties)}\n`
        : `  ✗ ${row.reason}: ${row.detail}\n`,
    ),
    'Nothing was changed.\n',
  ].join('');

const runLine = (run: ImportRun): string => {
  const amount =
    run.report === null
      ? `${run.doneChunks.length}/${run.chunks ?? '?'} pieces of ${count(run.lines)} rows`
      : importedText(run.report);
  return `${run.id}  ${run.startedAt.toISOString().slice(0, 16).replace('T', ' ')}  ${run.state.padEnd(9)}  ${run.source.padEnd(16)}  ${run.title}  ${run.error === null ? amount : failureWords(run.error).en}\n`;
};
