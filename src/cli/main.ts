import { Command } from 'commander';
import { GyreError } from '#platform';
import { keyCommand, signInCommand } from './access.ts';
import { dataCommands } from './data-commands.ts';
import { loopCommands } from './loop-commands.ts';
import { peopleCommands } from './people-commands.ts';
import { profileCommands } from './profile-commands.ts';
import { startCommand } from './start.ts';
import { number } from './values.ts';

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
for (const add of [dataCommands, peopleCommands, profileCommands, loopCommands]) add(gyre);
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
const nobodyReads = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'EPIPE';
process.stdout.on('error', (error) => {
  if (!nobodyReads(error)) throw error;
});

try {
  await gyre.parseAsync();
} catch (cause) {
  if (!nobodyReads(cause)) {
    process.stderr.write(`${explain(cause)}\n`);
    process.exitCode = 1;
  }
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
