import type { Command } from 'commander';
import { applyDirectory } from '#app';
import { exportYaml } from '#documents';
import { problem } from '#platform';
import { pointAt } from './point-at.ts';
import { withGyre } from './with-gyre.ts';

export const applyCommand = async (
  options: { readonly file: string; readonly dryRun?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const result = await applyDirectory(gyre.documents, options.file, {
      dryRun: options.dryRun,
      author: 'command line',
    });
    for (const { kind, name, outcome, version, problems, file } of result.documents) {
      process.stdout.write(`${outcome.padEnd(9)} ${kind}/${name}${version === null ? '' : ` v${version}`}\n`);
      for (const { line, path, message, within } of problems) {
        const place = within === undefined ? '' : `${within.line}:${within.column} `;
        process.stdout.write(`          ${file}:${line ?? ''} ${path} ${place}${message.en}\n`);
        if (within !== undefined) process.stdout.write(pointAt(within.text, within.column, ' '.repeat(12)));
      }
    }
    if (result.documents.some(({ outcome }) => outcome === 'problem'))
      throw problem('invalid_input', {
        detail: 'nothing was changed; mend the problems above',
        detailZh: '未做任何更改；请先修正以上问题',
      });
    process.stdout.write(options.dryRun ? 'Nothing was changed (dry run).\n' : '');
  });

export const exportCommand = async (options: { readonly kind?: string }, command: Command): Promise<void> =>
  withGyre(command, async ({ documents }) => {
    process.stdout.write(
      exportYaml(await documents.list({ kind: options.kind, state: 'published' }), documents.registry),
    );
  });
