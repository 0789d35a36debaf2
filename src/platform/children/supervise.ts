import { problem, type GyreError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { defaultBackOff, pauseMs, type BackOff } from './back-off.ts';
import { ChildStartError, type ChildProgram, type RunningChild } from './child.ts';
import { freePort } from './free-port.ts';
import { pause } from './pause.ts';
import { residentBytes } from './process-facts.ts';
import { defaultHealthRules, untilUnwell, type HealthRules } from './watch-health.ts';

export type Supervision = {
  readonly log: Logger;
  /** The port of the last start, taken again when it is free. */
  readonly preferredPort?: number;
  readonly health?: Partial<HealthRules>;
  readonly backOff?: Partial<BackOff>;
  /** Called once, when restarting has failed too often. The program cannot go on without its store. */
  readonly onGiveUp?: (cause: GyreError) => void;
};

export type ChildState = 'running' | 'restarting' | 'stopped' | 'given-up';

export type SupervisedChild = {
  readonly name: string;
  /** Stays the same over restarts. */
  readonly url: string;
  readonly port: number;
  readonly pid: () => number;
  readonly restarts: () => number;
  readonly state: () => ChildState;
  readonly residentBytes: () => Promise<number | undefined>;
  readonly stop: () => Promise<void>;
};

/** Starts a child and keeps it running: after a crash, a hang or too much memory it is started anew, after a pause. */
export const supervise = async (program: ChildProgram, rules: Supervision): Promise<SupervisedChild> => {
  const { port, running } = await startOnFreePort(program, rules);
  const stopping = new AbortController();
  const life: Life = { running, restarts: 0, state: 'running' };
  const kept = keepRunning({ program, rules, port, life, signal: stopping.signal });
  return {
    name: program.name,
    url: running.url,
    port,
    pid: () => life.running.pid,
    restarts: () => life.restarts,
    state: () => life.state,
    residentBytes: () => residentBytes(life.running.pid),
    stop: async () => {
      stopping.abort();
      await kept;
      await life.running.stop();
      life.state = 'stopped';
    },
  };
};

/** The one mutable thing: which process it is now, and how it fares. */
type Life = { running: RunningChild; restarts: number; state: ChildState };

type Keeping = {
  readonly program: ChildProgram;
  readonly rules: Supervision;
  readonly port: number;
  readonly life: Life;
  readonly signal: AbortSignal;
};

const portAttempts = 5;

const startOnFreePort = async (
  program: ChildProgram,
  rules: Supervision,
): Promise<{ port: number; running: RunningChild }> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? rules.preferredPort : undefined);
    try {
      return { port, running: await program.start(port) };
    } catch (cause) {
      const another = cause instanceof ChildStartError && cause.portTaken && attempt < portAttempts;
      if (!another) throw cause;
      rules.log.warn({ child: program.name, port }, 'the port was taken meanwhile; trying another');
    }
  }
};

const keepRunning = async ({ program, rules, port, life, signal }: Keeping): Promise<void> => {
  const backOff = { ...defaultBackOff, ...rules.backOff };
  let failures = 0;
  for (;;) {
    const startedMs = performance.now();
    const reason = await untilUnwell(life.running, { ...defaultHealthRules, ...rules.health }, signal);
    if (reason === undefined) return;
    rules.log.error({ child: program.name, pid: life.running.pid }, `${program.name} ${reason}; starting it anew`);
    life.state = 'restarting';
    life.running.kill();
    await life.running.exited;
    if (performance.now() - startedMs > backOff.forgetAfterMs) failures = 0;

    const revived = await revive({ program, rules, port, life, signal }, () => pauseMs((failures += 1), backOff));
    if (revived !== undefined) {
      life.running = revived;
      life.restarts += 1;
      life.state = 'running';
      rules.log.warn({ child: program.name, pid: revived.pid, restarts: life.restarts }, `${program.name} runs again`);
    } else if (signal.aborted) {
      return;
    } else {
      life.state = 'given-up';
      rules.log.fatal({ child: program.name }, `${program.name} ${reason}, again and again; given up`);
      rules.onGiveUp?.(problem('store_unavailable', { detail: program.name, internal: `${program.name} ${reason}` }));
      return;
    }
  }
};

/** Starts it until it runs; undefined when the pauses have come to their end or the signal was given. */
const revive = async (
  { program, rules, port, signal }: Keeping,
  nextPauseMs: () => number | undefined,
): Promise<RunningChild | undefined> => {
  for (;;) {
    const waitMs = nextPauseMs();
    if (waitMs === undefined) return undefined;
    await pause(waitMs, signal);
    if (signal.aborted) return undefined;
    try {
      return await program.start(port);
    } catch (cause) {
      rules.log.error({ child: program.name, err: cause }, `${program.name} did not come back`);
    }
  }
};
