import { pause } from '../children/pause.ts';
import type { Postgres } from '../db/postgres/client.ts';
import type { Logger } from '../log.ts';
import { takeLease, type Lease } from './lease.ts';

export type Ticker = { /** Lets the running step end, gives the lease back. */ readonly stop: () => Promise<void> };

export type TickerArgs = {
  readonly name: string;
  readonly postgres: Postgres;
  readonly log: Logger;
  /** The pause between steps; none after a step that answers `more`. */
  readonly everyMs?: number;
  readonly leaseTtlMs?: number;
  /** One micro-batch. It must bear being cut short and repeated; it should end soon after the lease's signal. */
  readonly step: (lease: Lease) => Promise<'more' | 'idle'>;
};

/**
 * Repeats a micro-batch for as long as this process lives, in one process at a time. Another process that runs the
 * same ticker waits and takes over within the lease's time when this one dies. A step that fails is logged and
 * tried again, with growing pauses.
 *
 * @example const ticker = startTicker({ name: 'identify', postgres, log, step: async () => (await linkBatch()) > 0 ? 'more' : 'idle' });
 */
export const startTicker = (args: TickerArgs): Ticker => {
  const stopping = new AbortController();
  const running = keepTicking({ everyMs: 1_000, leaseTtlMs: 10_000, ...args }, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

const longestPauseMs = 60_000;

const keepTicking = async (args: Required<TickerArgs>, stopping: AbortSignal): Promise<void> => {
  const { name, postgres, log, everyMs, leaseTtlMs } = args;
  while (!stopping.aborted) {
    try {
      const lease = await takeLease({ postgres, name, ttlMs: leaseTtlMs });
      if (lease !== undefined) await tickWhileHeld(args, lease, stopping);
    } catch (cause) {
      log.warn({ ticker: name, err: cause }, 'no lease to be had from the store');
    }
    // a third: several processes wait for the same lease, and none should wait much longer than its life
    await pause(Math.max(everyMs, leaseTtlMs / 3), stopping);
  }
};

const tickWhileHeld = async (args: Required<TickerArgs>, lease: Lease, stopping: AbortSignal): Promise<void> => {
  const end = AbortSignal.any([lease.signal, stopping]);
  let failures = 0;
  while (!end.aborted) {
    let pauseMs = args.everyMs;
    try {
      if ((await args.step(lease)) === 'more') pauseMs = 0;
      failures = 0;
    } catch (cause) {
      failures += 1;
      pauseMs = Math.min(longestPauseMs, args.everyMs * 2 ** failures);
      args.log.error({ ticker: args.name, err: cause, failures }, 'a step failed and will be repeated');
    }
    await pause(pauseMs, end);
  }
  // a lease that is not given back merely runs out
  await lease.release().catch(() => {});
};
