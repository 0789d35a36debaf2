import type { Command } from 'commander';
import { type Gyre, openGyre } from '#app';
import { createLogger, readEnv } from '#platform';

/** Opens the workspace beside a running server, or starts the stores for the time of one command. */
export const withGyre = async <T>(command: Command, work: (gyre: Gyre) => Promise<T>): Promise<T> => {
  const env = readEnv(settingsOf(command));
  const gyre = await openGyre({ env, log: createLogger({ level: env.logLevel }), mode: 'attach-or-own' });
  try {
    return await work(gyre);
  } finally {
    await gyre.close();
  }
};

/** The environment with what the command line says on top. */
export const settingsOf = (command: Command): Record<string, string | undefined> => {
  const options: { readonly data?: string; readonly port?: number } = command.optsWithGlobals();
  return {
    ...process.env,
    ...(options.data === undefined ? {} : { GYRE_DATA: options.data }),
    ...(options.port === undefined ? {} : { GYRE_PORT: String(options.port) }),
  };
};
