import type { Command } from 'commander';
import { backtest } from '#loop';
import { type Gyre, readWorkspace } from '#app';
import { problem, terminalProgress } from '#platform';
import { withGyre } from './with-gyre.ts';
import { resultsText } from './results-text.ts';

type Options = { readonly asOf?: Date; readonly json?: boolean };

export const backtestCommand = async (
  program: string,
  options: Options & { readonly asOf: Date },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const report = await backtest({
      clickhouse: gyre.stores.clickhouse,
      documents: gyre.published,
      program,
      asOf: options.asOf,
      progress: terminalProgress(process.stderr),
    });
    if (options.json) {
      process.stdout.write(`${JSON.stringify(report)}\n`);
      return;
    }
    const { gmvPerHead, buyersShare, currency } = report;
    const line = (name: string, key: keyof typeof gmvPerHead): string =>
      `  ${name.padEnd(12)} ${gmvPerHead[key].toFixed(2).padStart(12)}  ${(buyersShare[key] * 100).toFixed(1).padStart(6)} %\n`;
    process.stdout.write(
      `As of ${report.asOf.slice(0, 10)}, ${report.people.toLocaleString('en')} people; in the ${report.horizonDays} days after it ${report.buyers.toLocaleString('en')} bought.\n` +
        `AUC ${report.auc.toFixed(4)}, lift of the top decile ${report.liftTopDecile.toFixed(2)}\n\n` +
        `  top tenth by ${`${currency} per head`.padStart(14)}   bought\n` +
        line('model', 'model') +
        line('rule (RFM)', 'rule') +
        line('random', 'random') +
        line('everybody', 'everybody'),
    );
  });

export const roundCommand = async (program: string, options: Options, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    if (await demoIsLiving(gyre)) throw problem('conflict', { detail: livingText, detailZh: livingTextZh });
    const round = await gyre.rounds.run(program, { asOf: options.asOf, progress: terminalProgress(process.stderr) });
    const answer = await gyre.programs.round(program, round.round);
    if (options.json) return void process.stdout.write(`${JSON.stringify(answer)}\n`);
    if (answer.messagesWaiting) {
      const { messages, until } = answer.messagesWaiting;
      process.stdout.write(
        `${messages.toLocaleString('en')} messages wait for another day’s capacity, until ${until} at the earliest.\n`,
      );
    }
    if (round.state === 'waiting')
      process.stdout.write(`Round ${round.round} is out; its outcomes are in at ${round.horizonEnd.toISOString()}.\n`);
    else process.stdout.write(resultsText(await gyre.programs.one(program)));
  });

export const resultsCommand = async (program: string, options: Options, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    if (!(await demoIsLiving(gyre))) await gyre.rounds.measureDue(terminalProgress(process.stderr));
    const answer = await gyre.programs.one(program);
    const rounds = await Promise.all(answer.rounds.map(({ round }) => gyre.programs.round(program, round)));
    process.stdout.write(
      options.json ? `${JSON.stringify({ program, pooled: answer.pooled, rounds })}\n` : resultsText(answer),
    );
  });

/** The demo brand lives in a time of its own; a command that lives in ours would measure its rounds too early. */
const demoIsLiving = async ({ stores: { postgres } }: Gyre): Promise<boolean> => {
  const workspace = await readWorkspace(postgres);
  return workspace?.kind === 'demo' && !workspace.finished;
};

const livingText = 'the demo brand is still living through its first rounds; try again when it has';
const livingTextZh = '演示品牌还在运行最初几轮，请稍后再试';
