import type { Command } from 'commander';
import { deriveCommand, qualityCommand } from './data-quality.ts';
import { importCommand, importsCommand, importsDiscardCommand } from './import.ts';
import { planCommand } from './plan.ts';
import { quarantineListCommand, quarantineReplayCommand } from './quarantine.ts';

/** What arrives: imports, the plan, quarantine, derived events, quality. */
export const dataCommands = (gyre: Command): void => {
  gyre
    .command('import [path]')
    .description(
      'Import CSV, JSONL or Parquet (a file, folder, pattern or URL), or what the mapping says, into the log. Repeating it adds nothing twice; after an interruption it goes on.',
    )
    .requiredOption('--mapping <file>', 'YAML that says which column means what; see docs/import.md')
    .option('--dry-run', 'tell what would happen and change nothing')
    .option('--json', 'print the report as JSON')
    .action(importCommand);
  gyre
    .command('imports')
    .description('List the latest imports and how far they are.')
    .option('--json', 'print as JSON')
    .action(importsCommand)
    .command('discard <id>')
    .description('Give up an import that was begun and is not wanted; what of it is in the log stays.')
    .action(importsDiscardCommand);
  const plan = gyre.command('plan').description('The tracking plan beside what arrives; see docs/tracking-plan.md.');
  plan
    .command('list')
    .description('Events defined and events discovered, with their numbers of the last seven days.')
    .option('--json', 'print as JSON')
    .action((options, command) => planCommand('list', options, command));
  plan
    .command('violations')
    .description('What broke the plan in the last seven days, by event, property and source.')
    .option('--json', 'print as JSON')
    .action((options, command) => planCommand('violations', options, command));
  const quarantine = gyre
    .command('quarantine')
    .description('Rows that could not be placed: see, mend, replay; see docs/quarantine.md.');
  quarantine
    .command('list')
    .description('Open rows by source, reason and event.')
    .option('--json', 'print as JSON')
    .action(quarantineListCommand);
  quarantine
    .command('replay')
    .description(
      'Send the rows of a group through the pipeline again, mended or as they are, at their own received time.',
    )
    .requiredOption('--source <source>', 'of which source')
    .requiredOption('--reason <reason>', 'with which reason, as `gyre quarantine list` prints it')
    .option('--event <name>', 'only rows of this event')
    .option('--mend <file>', 'YAML list of mend steps')
    .option('--dry-run', 'tell how many would pass and change nothing')
    .option('--discard', 'put the rows away instead; --reopen takes them up again')
    .option('--reopen', 'take up discarded rows again')
    .option('--json', 'print the run as JSON')
    .action(quarantineReplayCommand);
  gyre
    .command('derive <name>')
    .description(
      'How many events a derived event’s rule would have produced lately; --backfill writes the whole history.',
    )
    .option('--backfill', 'apply the rule to the whole log')
    .option('--json', 'print as JSON')
    .action(deriveCommand);
  gyre
    .command('quality')
    .description('Health of the data by source and event, and open alerts.')
    .option('--json', 'print as JSON')
    .action(qualityCommand);
};
