import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { Logger } from '../log.ts';

const keptLines = 40;

export type Output = { /** The last lines, for the message when a start fails. */ readonly tail: () => string };

/** A child's own words: each line goes to the log at the level its text shows; the last ones are kept. */
export const captureOutput = (args: {
  readonly child: string;
  readonly stream: Readable;
  readonly log: Logger;
}): Output => {
  const lines: string[] = [];
  createInterface({ input: args.stream }).on('line', (line) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    args.log[levelOf(line)]({ child: args.child }, line);
  });
  return { tail: () => lines.join('\n') };
};

/** ClickHouse marks `<Error>`, PostgreSQL `ERROR:`. A failed statement is its caller's to report, so it is not an error here. */
export const levelOf = (line: string): 'error' | 'warn' | 'debug' => {
  // the answer to our own knocking at the door, and to connections still open when we stop
  if (
    /FATAL: {2}(the database system is (starting up|shutting down)|terminating connection due to administrator)/.test(
      line,
    )
  )
    return 'debug';
  if (/<(Fatal|Critical)>|\b(FATAL|PANIC):/.test(line)) return 'error';
  if (/<Warning>|\bWARNING:/.test(line)) return 'warn';
  return 'debug';
};
