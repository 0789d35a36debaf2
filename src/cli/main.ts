import { Command, InvalidArgumentError } from 'commander';
import {
  audienceExportCommand,
  audienceFreezeCommand,
  audienceListCommand,
  audienceOverlapCommand,
  audiencePreviewCommand,
  audienceSendCommand,
  audienceShowCommand,
} from './audience.ts';
import {
  identityExplainCommand,
  identityHealthCommand,
  identityRebuildCommand,
  identityUnmergeCommand,
} from './identity.ts';
import { GyreError } from '#platform';
import { applyCommand, exportCommand } from './documents.ts';
import { deriveCommand, qualityCommand } from './data-quality.ts';
import { featureListCommand, featureShowCommand, featureSnapshotCommand } from './features.ts';
import { importCommand, importsCommand, importsDiscardCommand } from './import.ts';
import { keyCommand, signInCommand } from './access.ts';
import { matchCommand } from './matching.ts';
import { planCommand } from './plan.ts';
import {
  privacyEraseCommand,
  privacyLiftCommand,
  privacyReplayCommand,
  privacyReportCommand,
  privacyRequestsCommand,
  privacyTombstonesCommand,
} from './privacy.ts';
import { quarantineListCommand, quarantineReplayCommand } from './quarantine.ts';
import { backtestCommand, resultsCommand, roundCommand } from './rounds.ts';
import { startCommand } from './start.ts';
import { catalogueListCommand, catalogueLoadCommand } from './catalogues.ts';
import {
  tagImportCommand,
  tagListCommand,
  tagRefreshCommand,
  tagRemoveCommand,
  tagSetCommand,
  tagTemplateCommand,
} from './tags.ts';

const date = (text: string): Date => {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('a date such as 2011-09-09');
  return at;
};
const number = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number');
  return value;
};

const gyre = new Command('gyre')
  .description(
    'Gyre 环流 closes the loop of customer operations: collect → identify → profile → predict → decide → act → measure.',
  )
  .option('--data <dir>', 'directory of the embedded stores (GYRE_DATA)')
  .showHelpAfterError()
  .version('0.1.0');

gyre
  .command('start')
  .description('Start the server; the first time with the demo brand 澜家 Lanjia.')
  .option('--empty', 'an empty workspace instead of the demo brand')
  .option('--port <port>', 'port to listen on (GYRE_PORT, 7788)', number)
  .option('--data <dir>', 'directory of the embedded stores (GYRE_DATA, ./data)')
  .option('--customers <n>', 'size of the demo brand', number, 20_000)
  .action(startCommand);
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
gyre
  .command('match <rule>')
  .description('Look for people who are one by a match rule; see docs/matching.md.')
  .option('--dry-run', 'learn and count, write nothing')
  .option('--json', 'print the report as JSON')
  .action(matchCommand);
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
const identity = gyre.command('identity').description('Who is who: OneID explained, checked and undone.');
identity
  .command('health')
  .description('Sizes of people, refused links, identifiers that are nobody’s.')
  .option('--json', 'print as JSON')
  .action(identityHealthCommand);
identity
  .command('explain <id>')
  .description('Why somebody is one person. An identifier of any type, type:value, or a OneID.')
  .option('--json', 'print as JSON')
  .action(identityExplainCommand);
identity
  .command('unmerge <a> [b]')
  .description('Keep two identifiers (type:value) apart for good; with one, take it out.')
  .option('--why <text>', 'the reason, kept with the decision')
  .option('--dry-run', 'tell what would happen and change nothing')
  .action(identityUnmergeCommand);
identity
  .command('rebuild')
  .description('Work out who is who from all links anew.')
  .option('--check', 'change nothing; exit 1 when the present map differs')
  .option('--json', 'print as JSON')
  .action(identityRebuildCommand);
const privacy = gyre.command('privacy').description('What people may ask about their own data; see docs/privacy.md.');
privacy
  .command('requests')
  .description('Requests so far, and what tombstones turned away.')
  .option('--json', 'print as JSON')
  .action(privacyRequestsCommand);
privacy
  .command('report <id>')
  .description('Everything known of a person as JSON. An identifier of any type, type:value, or a OneID.')
  .option('-o, --output <file>', 'write it to a file that only you can read')
  .action(privacyReportCommand);
privacy
  .command('erase <id>')
  .description('Erase a person from every store, and keep them out. Cannot be undone.')
  .option('--confirm <id>', 'the identifier once more')
  .option('--json', 'print the request as JSON')
  .action(privacyEraseCommand);
privacy
  .command('lift <id>')
  .description('Let an erased identifier (type:value) in again: its holder signs up anew.')
  .action(privacyLiftCommand);
privacy
  .command('tombstones')
  .description('Print the tombstones; keep them where backups are not.')
  .action(privacyTombstonesCommand);
privacy
  .command('replay')
  .description('After a backup was restored: erase again whom it brought back.')
  .option('--tombstones <file>', 'what `gyre privacy tombstones` printed')
  .action(privacyReplayCommand);
const audience = gyre.command('audience').description('Audiences: who is in them and why; see docs/audiences.md.');
audience
  .command('list')
  .description('All audiences with their sizes.')
  .option('--json', 'print as JSON')
  .action(audienceListCommand);
audience
  .command('show <name>')
  .description('Size, frozen lists, and why a few of its people are in it.')
  .option('--json', 'print as JSON')
  .action(audienceShowCommand);
audience
  .command('preview <condition>')
  .description('How many people a condition holds for, from some of them.')
  .option('--exact', 'ask everybody')
  .option('--json', 'print as JSON')
  .action(audiencePreviewCommand);
audience
  .command('freeze <name>')
  .description('Keep the people who are in it now as a list.')
  .option('--title <text>', 'what the list is called')
  .option('--json', 'print as JSON')
  .action(audienceFreezeCommand);
audience
  .command('overlap <names...>')
  .description('How many are in each combination of two to eight audiences.')
  .option('--json', 'print as JSON')
  .action(audienceOverlapCommand);
audience
  .command('export <name>')
  .description('Its people as CSV, of those who have agreed; small groups are refused.')
  .option('--ids <type...>', 'types of identifiers, one column each (user_id)')
  .option('--features <name...>', 'features, one column each')
  .option('--personal <how>', 'phone numbers and addresses: hashed, clear, google, meta')
  .option('--purpose <name>', 'the purpose people must have agreed to (marketing)')
  .option('--out <file>', 'write to a file')
  .action(audienceExportCommand);
audience
  .command('send <name>')
  .description('Its people to a webhook channel, of those who have agreed to it; small groups are refused.')
  .requiredOption('--channel <name>', 'a published channel of type webhook')
  .option('--ids <type...>', 'types of identifiers (user_id)')
  .option('--features <name...>', 'features')
  .option('--personal <how>', 'phone numbers and addresses: hashed, clear, google, meta')
  .option('--purpose <name>', 'the purpose people must have agreed to (marketing)')
  .action(audienceSendCommand);
const tag = gyre.command('tag').description('Tags, tiers and stages; see docs/tags.md.');
tag.command('list').description('All tags with their sizes.').option('--json', 'print as JSON').action(tagListCommand);
tag
  .command('set <name> <id> [value]')
  .description('Give a person a tag. The id is type:value, e.g. user_id:u1.')
  .option('--until <date>', 'when it ends by itself', date)
  .action(tagSetCommand);
tag.command('remove <name> <id>').description('Take a tag from a person.').action(tagRemoveCommand);
tag
  .command('import <name> <file>')
  .description('Give a tag to everybody in a CSV with the columns id, value, until. The same file again adds nothing.')
  .option('--id-type <type>', 'of ids written without one', 'user_id')
  .option('--remove', 'take it from them instead')
  .action(tagImportCommand);
tag
  .command('refresh')
  .description('Bring the kept values up to date now; a server does it by itself.')
  .option('--json', 'print as JSON')
  .action(tagRefreshCommand);
tag
  .command('template [name]')
  .description('Print a ready-made tag as YAML, to change and apply.')
  .option('--event <name>', 'your event of a paid order (order_paid)')
  .option('--amount <property>', 'its property with the money (amount)')
  .action(tagTemplateCommand);
const catalogue = gyre.command('catalogue').description('Products, stores, staff; see docs/catalogues.md.');
catalogue
  .command('list')
  .description('Catalogues and how many entries they have.')
  .option('--json', 'print as JSON')
  .action(catalogueListCommand);
catalogue
  .command('load <name> <file>')
  .description('Write entries from a CSV with a column id, or JSON lines; each replaces what stood under its id.')
  .action(catalogueLoadCommand);
const feature = gyre.command('feature').description('The catalogue of features; see docs/features.md.');
feature
  .command('list')
  .description('Published features with their figures in the latest snapshot.')
  .option('--json', 'print as JSON')
  .action(featureListCommand);
feature
  .command('show <name>')
  .description('What a feature says, how it is spread, how it moved, who uses it.')
  .option('--json', 'print as JSON')
  .action(featureShowCommand);
feature
  .command('snapshot')
  .description('Take a snapshot of all features of everybody; the same time again replaces it.')
  .option('--as-of <date>', 'as of a past date instead of now', date)
  .option('--keep <n>', 'how many of these snapshots stay (24)', number)
  .option('--json', 'print as JSON')
  .action(featureSnapshotCommand);
gyre
  .command('sign-in')
  .description('Print a new link to sign in to the console.')
  .option('--email <email>', 'whose; the owner by default')
  .action(signInCommand);
gyre
  .command('key <name>')
  .description('Make a key: for a source of events (default) or, with --scope, for a system.')
  .option('--scope <scope...>', 'what a system may do, e.g. coupons:redeem')
  .action(keyCommand);

// `gyre imports | head`: nobody reads on, and the command ends in its own time
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await gyre.parseAsync();
} catch (cause) {
  process.stderr.write(`${explain(cause)}\n`);
  process.exitCode = 1;
}

/** Expected problems in a sentence or two; broken invariants with their stack. */
function explain(cause: unknown): string {
  if (!(cause instanceof GyreError)) return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  const { en, zh } = cause.publicText;
  const text = /^zh/i.test(process.env['LANG'] ?? '') ? zh : en;
  // a wrong setting or a store that is away needs no stack to be mended
  const inside = cause.code === 'internal' ? `\n${cause.facts.internal ?? ''}\n${cause.stack ?? ''}` : '';
  return `${text}${cause.facts.field ? ` (${cause.facts.field})` : ''}${inside}`;
}
