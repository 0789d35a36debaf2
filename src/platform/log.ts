import { pino, type Logger } from 'pino';

export type { Logger };

/** Structured log to stderr. Secrets are removed by name wherever they stand. */
export const createLogger = (args: { readonly level: string }): Logger =>
  pino(
    {
      level: args.level,
      base: undefined,
      redact: {
        paths: [
          'authorization',
          '*.authorization',
          'headers.authorization',
          'headers.cookie',
          '*.password',
          '*.token',
          '*.secret',
        ],
        censor: '[removed]',
      },
    },
    pino.destination({ dest: 2, sync: false }),
  );

export const silentLogger = (): Logger => pino({ level: 'silent' });
