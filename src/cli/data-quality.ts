import type { Command } from 'commander';
import { createDerivations } from '#app';
import { readQuality } from '#collect';
import { terminalProgress } from '#platform';
import { withGyre } from './with-gyre.ts';

/** `gyre derive NAME`: what the rule would have produced lately; with --backfill it is applied to the whole log. */
export const deriveCommand = async (
  name: string,
  options: { readonly backfill?: boolean; readonly json?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async ({ stores: { clickhouse, postgres }, clock, documents }) => {
    const derivations = createDerivations({ clickhouse, postgres, clock, documents });
    if (options.backfill) {
      const report = await derivations.backfill(name, terminalProgress(process.stderr));
      const { added, retracted } = report;
      process.stdout.write(
        options.json
          ? `${JSON.stringify(report)}\n`
          : `${name}: ${added.toLocaleString('en')} events added, ${retracted.toLocaleString('en')} taken back.\n`,
      );
      return;
    }
    const preview = await derivations.preview(name, undefined);
    process.stdout.write(
      options.json
        ? `${JSON.stringify(preview)}\n`
        : `${name}: ${preview.events.toLocaleString('en')} events of ${preview.subjects.toLocaleString('en')} subjects in the last ${preview.sinceDays} days. --backfill writes the whole history.\n`,
    );
  });

const words = { ok: 'ok', watch: 'watch', bad: 'BAD', unknown: '–' } as const;

/** `gyre quality`: health by source and event, and open alerts. */
export const qualityCommand = async (options: { readonly json?: boolean }, command: Command): Promise<void> =>
  withGyre(command, async ({ stores: { clickhouse, postgres }, clock }) => {
    const answer = await readQuality({ clickhouse, postgres, clock }, new Map());
    if (options.json) {
      process.stdout.write(`${JSON.stringify(answer)}\n`);
      return;
    }
    const lines = [
      'source                state  received      twice   silent',
      ...answer.sources.map(
        (row) =>
          `${row.source.padEnd(22)}${words[row.state].padEnd(7)}${row.received.toLocaleString('en').padEnd(14)}${`${(row.duplicateShare * 100).toFixed(2)} %`.padEnd(8)}${row.silenceHours.toFixed(1)} h`,
      ),
      '',
      'source / event                        state  yesterday   usual      findings',
      ...answer.rows.map(
        ({ source, event, state, day, findings }) =>
          `${`${source} / ${event}`.padEnd(38)}${words[state].padEnd(7)}${day.events.toLocaleString('en').padEnd(12)}${(day.expected === null ? '–' : day.expected.toLocaleString('en')).padEnd(11)}${findings.map(({ what }) => what.en).join('; ')}`,
      ),
      '',
      ...answer.alerts
        .filter(({ resolvedAt }) => resolvedAt === null)
        .map(
          ({ title, source, event, openedAt }) =>
            `! ${title.en}: ${source}${event === '' ? '' : ` / ${event}`}, since ${openedAt}`,
        ),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  });
