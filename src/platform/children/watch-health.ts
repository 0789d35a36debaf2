import { describeExit, type RunningChild } from './child.ts';
import { pause } from './pause.ts';
import { residentBytes } from './process-facts.ts';

export type HealthRules = {
  readonly everyMs: number;
  /** So many polls in a row without an answer, or above the cap, end the child: one alone may be a heavy moment. */
  readonly patiencePolls: number;
  /** Resident memory. Above the store's own limit, for what its accounting does not see. */
  readonly memoryCapBytes?: number;
};

export const defaultHealthRules: HealthRules = { everyMs: 5_000, patiencePolls: 6 };

/**
 * Resolves with the reason when the child has ended or must be ended, and with undefined when `signal` comes first.
 */
export const untilUnwell = async (
  child: RunningChild,
  rules: HealthRules,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const state: { reason?: string } = {};
  const ended = new AbortController();
  void child.exited.then((exit) => {
    state.reason = `ended with ${describeExit(exit)}`;
    ended.abort();
  });
  const wake = AbortSignal.any([signal, ended.signal]);
  let unanswered = 0;
  let aboveCap = 0;
  while (!wake.aborted) {
    await pause(rules.everyMs, wake);
    if (wake.aborted) break;
    unanswered = (await child.healthy()) ? 0 : unanswered + 1;
    const resident = (await residentBytes(child.pid)) ?? 0;
    aboveCap = resident > (rules.memoryCapBytes ?? Infinity) ? aboveCap + 1 : 0;
    if (unanswered >= rules.patiencePolls) return 'does not answer';
    if (aboveCap >= rules.patiencePolls) return `holds ${Math.round(resident / 2 ** 20)} MiB, more than its cap`;
  }
  return signal.aborted ? undefined : state.reason;
};
