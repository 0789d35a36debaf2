import { join } from 'node:path';
import type { Command } from 'commander';
import {
  createWorkspace,
  demoWorld,
  openGyre,
  packageRoot,
  readWorkspace,
  runDemo,
  startServer,
  worldInbox,
} from '#app';
import { createLogger, readEnv, terminalProgress, workspaceClock } from '#platform';
import { signInLink } from './access.ts';
import { settingsOf } from './with-gyre.ts';

type Options = { readonly empty?: boolean; readonly customers: number };

/** Runs until it is told to stop. The first time the demo brand lives through its first rounds before our eyes. */
export const startCommand = async (options: Options, command: Command): Promise<void> => {
  const started = performance.now();
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const env = readEnv(settingsOf(command));
  const log = createLogger({ level: env.logLevel });
  const progress = terminalProgress(process.stderr);
  const clock = workspaceClock();
  const inbox = worldInbox();
  const say = (text: string): void => void process.stdout.write(`${text}\n`);

  say('Gyre 环流');
  const opening = progress.start('stores');
  const gyre = await openGyre({
    env,
    log,
    clock,
    inbox,
    mode: 'own',
    onGiveUp: (cause) => {
      log.fatal({ err: cause }, 'a store cannot be kept running');
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    },
  });
  opening.done();
  await createWorkspace(
    gyre.stores.postgres,
    options.empty
      ? { kind: 'own' }
      : { kind: 'demo', world: demoWorld(new Date(), options.customers), historySent: false, finished: false },
  );
  const workspace = await readWorkspace(gyre.stores.postgres);
  const living = workspace?.kind === 'demo' && !workspace.finished;
  // before anything asks for the time: until the world has lived through its rounds, it is the world's time
  if (living) clock.set(new Date(workspace.world.start));
  const server = await startServer(gyre, { consoleDir: join(packageRoot(), 'dist/console') }).catch(
    async (cause: unknown) => {
      // the stores would keep this process, and the data directory, for themselves
      await gyre.close();
      throw cause;
    },
  );

  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= (async () => {
      say('\nstopping …');
      await server.close();
      await gyre.close();
      process.exit();
    })();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const invite = async (): Promise<void> => {
    say(`\n  Gyre is open at ${server.url}  (${seconds()})`);
    say(`  Sign in: ${await signInLink(gyre, server.url)}`);
    say('  A new link at any time: npx gyre sign-in\n');
  };
  if (!living) return invite();
  say(
    `  The demo brand 澜家 Lanjia: ${workspace.world.customers.toLocaleString('en')} customers, ${workspace.world.months} months of history, three rounds.`,
  );
  await runDemo({
    gyre,
    clock,
    inbox,
    url: server.url,
    documentsDir: join(packageRoot(), 'examples/lanjia'),
    progress,
    onUseful: () => void invite(),
  });
  say(`  The loop has turned three times. (${seconds()})`);
};
