import type { Command } from 'commander';
import {
  audienceExportCommand,
  audienceFreezeCommand,
  audienceListCommand,
  audienceOverlapCommand,
  audiencePreviewCommand,
  audienceSendCommand,
  audienceShowCommand,
} from './audience.ts';
import { featureListCommand, featureShowCommand, featureSnapshotCommand } from './features.ts';
import { catalogueListCommand, catalogueLoadCommand } from './catalogues.ts';
import {
  tagImportCommand,
  tagListCommand,
  tagRefreshCommand,
  tagRemoveCommand,
  tagSetCommand,
  tagTemplateCommand,
} from './tags.ts';
import { date, number } from './values.ts';

/** Audiences, tags, catalogues, features. */
export const profileCommands = (gyre: Command): void => {
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
  tag
    .command('list')
    .description('All tags with their sizes.')
    .option('--json', 'print as JSON')
    .action(tagListCommand);
  tag
    .command('set <name> <id> [value]')
    .description('Give a person a tag. The id is type:value, e.g. user_id:u1.')
    .option('--until <date>', 'when it ends by itself', date)
    .option('--create', 'make a person of an id that nobody is known by')
    .action(tagSetCommand);
  tag.command('remove <name> <id>').description('Take a tag from a person.').action(tagRemoveCommand);
  tag
    .command('import <name> <file>')
    .description(
      'Give a tag to everybody in a CSV with the columns id, value, until. The same file again adds nothing.',
    )
    .option('--id-type <type>', 'of ids written without one', 'user_id')
    .option('--remove', 'take it from them instead')
    .option('--create', 'make a person of each id that nobody is known by')
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
};
