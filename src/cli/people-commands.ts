import type { Command } from 'commander';
import {
  identityExplainCommand,
  identityHealthCommand,
  identityRebuildCommand,
  identityUnmergeCommand,
} from './identity.ts';
import { matchCommand } from './matching.ts';
import {
  privacyEraseCommand,
  privacyLiftCommand,
  privacyReplayCommand,
  privacyReportCommand,
  privacyRequestsCommand,
  privacyTombstonesCommand,
} from './privacy.ts';

/** Who is who, and what people may ask about their own data. */
export const peopleCommands = (gyre: Command): void => {
  gyre
    .command('match <rule>')
    .description('Look for people who are one by a match rule; see docs/matching.md.')
    .option('--dry-run', 'learn and count, write nothing')
    .option('--json', 'print the report as JSON')
    .action(matchCommand);
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
};
