import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { importFile, parseMapping } from '#collect';
import { identifyAll } from '#identify';
import { problem, terminalProgress } from '#platform';
import { createWorkspace } from '#app';
import { withGyre } from './with-gyre.ts';

export const importCommand = async (
  file: string,
  options: { readonly mapping: string; readonly json?: boolean },
  command: Command,
): Promise<void> => {
  const yaml = await readFile(options.mapping, 'utf8').catch((cause: unknown) => {
    throw problem('not_found', { detail: `mapping ${options.mapping}`, cause });
  });
  const mapping = parseMapping(yaml);
  await withGyre(command, async ({ collector, pseudonymizer, clock, stores: { clickhouse, postgres } }) => {
    // who imports a file of their own wants no demo brand at the next start
    await createWorkspace(postgres, { kind: 'own' });
    const report = await importFile(file, mapping, {
      collector,
      pseudonymizer,
      progress: terminalProgress(process.stderr),
    });
    await identifyAll({ clickhouse, postgres, clock });
    if (options.json) {
      process.stdout.write(`${JSON.stringify(report)}\n`);
      return;
    }
    process.stdout.write(
      `${report.rows.toLocaleString('en')} rows: ${report.events.toLocaleString('en')} events, ${report.quarantined.toLocaleString('en')} in quarantine\n`,
    );
    for (const [reason, rows] of Object.entries(report.reasons).toSorted(([, a], [, b]) => b - a)) {
      process.stdout.write(`  ${rows.toLocaleString('en').padStart(10)}  ${reason}\n`);
    }
  });
};
