import type { Command } from 'commander';
import type { MatchReport } from '#identify';
import { terminalProgress } from '#platform';
import { withGyre } from './with-gyre.ts';

export const matchCommand = async (
  name: string,
  options: { readonly dryRun?: boolean; readonly json?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const report = await gyre.matching.run(name, {
      progress: terminalProgress(process.stderr),
      dryRun: options.dryRun === true,
    });
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report, options.dryRun === true));
  });

const number = (n: number): string => Math.round(n).toLocaleString('en');

const reportText = ({ records, candidates, pairs, accepted, toReview, model }: MatchReport, dryRun: boolean): string =>
  [
    `${number(records)} people, ${number(candidates)} pairs compared, ${number(model.matches)} expected to be one person.`,
    ...model.fields.map(({ name, levels }) => {
      const [least, most] = [levels[0]?.bits ?? 0, levels.at(-1)?.bits ?? 0];
      return `  ${name.padEnd(20)} same ${most.toFixed(1).padStart(6)} bits   different ${least.toFixed(1).padStart(6)} bits`;
    }),
    ...(model.unlearned.length > 0 ? [`  not learned, taken as usual: ${model.unlearned.join(', ')}`] : []),
    `${number(pairs)} pairs at or above the review threshold: ${number(accepted)} ${dryRun ? 'would be ' : ''}accepted, ${number(toReview)} for review.`,
    ...(dryRun ? ['A dry run: nothing was written.'] : []),
    '',
  ].join('\n');
