import { faultPoint, GyreError, type Logger, problem, type Progress } from '#platform';
import type { Round, RoundStore, StepName, StepOutcome } from './round-store.ts';
import type { Words } from '../platform/schemas.ts';
import { roundStepNames } from './schemas.ts';

/** One step of a round. It may be started again at any point of an earlier, unfinished start, and ends the same. */
export type RoundStep = (round: Round) => Promise<StepOutcome>;

export type RoundSteps = Readonly<Record<Exclude<StepName, 'await'>, RoundStep>>;

type Deps = {
  readonly rounds: RoundStore;
  readonly steps: RoundSteps;
  readonly progress: Progress;
  readonly log: Logger;
  readonly now: () => Date;
  /** Given when another process may have taken the round over: stop. */
  readonly signal: AbortSignal;
};

/**
 * Carries a round forward from wherever it stands: through planning and delivery, to waiting for its outcomes,
 * and once the horizon has passed, through measurement. Finished steps are not repeated; a step that was cut
 * off is run again, and since everything it writes has a deterministic id, the end state is that of an
 * undisturbed run.
 */
export const runRound = async (start: Round, { rounds, steps, progress, log, now, signal }: Deps): Promise<Round> => {
  const finished = new Set(
    (await rounds.steps(start.program, start.round)).filter((step) => step.state === 'done').map((step) => step.name),
  );
  for (const name of roundStepNames) {
    if (finished.has(name)) continue;
    if (signal.aborted)
      throw problem('lease_lost', {
        detail: `another process now works on round ${start.round} of "${start.program}"`,
        detailZh: `“${start.program}”第 ${start.round} 轮已由另一个进程接手`,
      });
    // read anew each time: an earlier step has added to the record
    const round = await rounds.get(start.program, start.round);
    if (name === 'await') {
      await rounds.begin(round, name);
      if (now() < round.horizonEnd) {
        await rounds.setState(round, 'waiting');
        return { ...round, state: 'waiting' };
      }
      await rounds.finish(round, name, { figures: {} });
      continue;
    }
    await rounds.setState(round, 'running');
    const task = progress.start(`${round.program} · round ${round.round} · ${name}`);
    await rounds.begin(round, name);
    faultPoint(`round/${name}/begun`);
    try {
      const outcome = await steps[name](round);
      faultPoint(`round/${name}/unrecorded`);
      await rounds.finish(round, name, outcome);
      faultPoint(`round/${name}/finished`);
      task.done(describe(outcome.figures));
    } catch (cause) {
      const text = wordsFor(cause);
      log.error({ err: cause, program: round.program, round: round.round, step: name }, 'a step failed');
      task.fail(text.en);
      if (!isElsewhere(cause)) await rounds.fail(round, name, text);
      throw cause;
    }
  }
  const end = await rounds.get(start.program, start.round);
  await rounds.setState(end, 'done');
  return { ...end, state: 'done' };
};

/** A store that is away, or another process that has taken over, is no fault of the round: it stays open and goes on. */
const isElsewhere = (cause: unknown): boolean =>
  cause instanceof GyreError && (cause.code === 'store_unavailable' || cause.code === 'lease_lost');

/** What an operator can read of it; the whole is in the log. */
const wordsFor = (cause: unknown): Words => {
  if (cause instanceof GyreError) return cause.publicText;
  const text = cause instanceof Error ? cause.message : String(cause);
  return { zh: text, en: text };
};

const describe = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .slice(0, 4)
    .map(([name, value]) => `${name} ${value.toLocaleString('en', { maximumFractionDigits: 3 })}`)
    .join(', ');
