import type { ChildProcess } from 'node:child_process';

/** A server Gyre runs as a child process. `start` resolves once it answers with our password on that loopback port. */
export type ChildProgram = {
  readonly name: string;
  readonly start: (port: number) => Promise<RunningChild>;
};

export type ChildExit = { readonly code: number | null; readonly signal: string | null };

/** One life of a child. A restart gives another `RunningChild` at the same URL. */
export type RunningChild = {
  readonly pid: number;
  readonly url: string;
  /** Settles when the process is gone, however it went. */
  readonly exited: Promise<ChildExit>;
  /** True when it answers a query with our password. Never rejects. */
  readonly healthy: () => Promise<boolean>;
  /** Cleanly; by force after a grace period. Resolves when the process is gone. */
  readonly stop: () => Promise<void>;
  /** At once. Safe for the data: both stores recover from their own logs. */
  readonly kill: () => void;
};

/** The child ended, or never answered, while it was starting. */
export class ChildStartError extends Error {
  override readonly name = 'ChildStartError';
  /** True when another process holds the port: another port may work. */
  readonly portTaken: boolean;

  constructor(args: { readonly child: string; readonly reason: string; readonly output: string }) {
    super(`${args.child} did not start: ${args.reason}${args.output === '' ? '' : `\n${args.output.trim()}`}`);
    this.portTaken = /address already in use/i.test(args.output);
  }
}

export const exitOf = (child: ChildProcess): Promise<ChildExit> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    // never spawned at all
    child.once('error', () => resolve({ code: null, signal: null }));
  });

export const describeExit = ({ code, signal }: ChildExit): string =>
  signal === null ? `code ${code}` : `signal ${signal}`;
