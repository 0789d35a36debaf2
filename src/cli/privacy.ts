import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type Gyre, startErasures, startErasureWorker, untilErased } from '#app';
import { problem, terminalProgress } from '#platform';
import { withGyre } from './with-gyre.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const count = (n: number): string => n.toLocaleString('en');
const author = 'command line';

/** `gyre privacy report phone:13800001111 > report.json` */
export const privacyReportCommand = (
  id: string,
  options: { readonly output?: string },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const report = Readable.from(await gyre.privacy.report(id, author));
    await noted(gyre, 'gyre privacy report');
    if (options.output === undefined) await pipeline(report, process.stdout, { end: false });
    else await pipeline(report, createWriteStream(options.output, { mode: 0o600 }));
  });

/** `gyre privacy erase phone:13800001111 --confirm phone:13800001111` */
export const privacyEraseCommand = (
  id: string,
  options: { readonly confirm?: string; readonly json?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    if (options.confirm !== id)
      throw problem('invalid_input', {
        field: '--confirm',
        detail: 'this cannot be undone; repeat the identifier: --confirm ID',
        detailZh: '此操作不可撤销；请用 --confirm 再次输入该标识',
      });
    const { id: request } = await gyre.privacy.erase(id, author);
    await noted(gyre, 'gyre privacy erase');
    await carriedOut(gyre);
    const done = await gyre.privacy.requests.get(request);
    if (options.json) return print(JSON.stringify(done));
    for (const [table, rows] of Object.entries(done.figures)) print(`${count(rows).padStart(12)}  ${table}`);
    for (const left of done.left) print(`  left for you: ${left}`);
    print(`request ${request}: ${done.state}`);
  });

/** `gyre privacy requests` */
export const privacyRequestsCommand = (options: { readonly json?: boolean }, command: Command): Promise<void> =>
  withGyre(command, async ({ privacy }) => {
    const answer = await privacy.overview();
    if (options.json) return print(JSON.stringify(answer));
    for (const { id, kind, state, askedAt, askedBy } of answer.requests)
      print(`${askedAt}  ${kind.padEnd(8)}${state.padEnd(9)}${id}  ${askedBy}`);
    print(`${count(answer.tombstones)} identifiers may not come back`);
    for (const { source, events } of answer.turnedAway)
      print(`${count(events).padStart(12)} turned away from ${source}`);
  });

/** `gyre privacy lift phone:13800001111` */
export const privacyLiftCommand = (id: string, _options: object, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const lifted = await gyre.privacy.lift(id);
    await noted(gyre, 'gyre privacy lift');
    print(lifted === 0 ? 'no tombstone' : 'let in again');
  });

/** `gyre privacy tombstones > tombstones.txt`: to be kept where backups are not. */
export const privacyTombstonesCommand = (_options: object, command: Command): Promise<void> =>
  withGyre(command, async ({ tombstones }) => {
    for (const mark of await tombstones.marks()) print(mark);
  });

/** `gyre privacy replay --tombstones tombstones.txt`, after a backup was restored. */
export const privacyReplayCommand = (options: { readonly tombstones?: string }, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    if (options.tombstones !== undefined) {
      const marks = (await readFile(options.tombstones, 'utf8')).split(/\s+/).filter((mark) => /^\d{1,20}$/.test(mark));
      print(`${count(await gyre.tombstones.restore(marks))} tombstones of ${count(marks.length)} were missing`);
    }
    const people = await gyre.privacy.replay(author);
    await noted(gyre, 'gyre privacy replay');
    if (people > 0) await carriedOut(gyre);
    print(`${count(people)} people erased again`);
  });

/** Who did it and what, never on whom. */
const noted = ({ auth }: Gyre, action: string): Promise<void> =>
  auth.audit.record({
    actor: { type: 'user', id: 'cli', name: author },
    action,
    target: '',
    status: 200,
    requestId: 'command line',
  });

/** Through the queue, so that a killed command is gone on with by the server or the next one; there may be no server. */
const carriedOut = async (gyre: Gyre): Promise<void> => {
  const { postgres } = gyre.stores;
  const progress = terminalProgress(process.stderr);
  const job = await startErasures(postgres);
  const worker = startErasureWorker({ postgres, log: gyre.log, privacy: gyre.privacy }, () => progress);
  try {
    await untilErased(postgres, job);
  } finally {
    await worker.stop();
  }
};
