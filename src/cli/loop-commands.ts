import type { Command } from 'commander';
import { applyCommand, exportCommand } from './documents.ts';
import { backtestCommand, resultsCommand, roundCommand } from './rounds.ts';
import { date } from './values.ts';

/** Documents and programs. */
export const loopCommands = (gyre: Command): void => {
  gyre
    .command('apply')
    .description('Make the documents of a YAML file or directory hold: all of them, or with any error none.')
    .requiredOption('-f, --file <path>', 'file or directory')
    .option('--dry-run', 'tell what would happen and change nothing')
    .action(applyCommand);
  gyre
    .command('export')
    .description('Print the published documents as YAML.')
    .option('--kind <kind>', 'only this kind')
    .action(exportCommand);
  gyre
    .command('backtest <program>')
    .description('What model, rule and chance would have picked at a date, and what those people then really spent.')
    .requiredOption('--as-of <date>', 'the date, e.g. 2011-09-09', date)
    .option('--json', 'print as JSON')
    .action(backtestCommand);
  gyre
    .command('round <program>')
    .description('Run the next round of a program, or go on with an unfinished one.')
    .option('--as-of <date>', 'decide as of a past date', date)
    .option('--json', 'print as JSON')
    .action(roundCommand);
  gyre
    .command('results <program>')
    .description('What a program earned, by round and group, with 95 % intervals.')
    .option('--json', 'print as JSON')
    .action(resultsCommand);
};
