import { workerEntry } from '#platform/entry.ts';
import { Worker } from 'node:worker_threads';
import { createCalendar, dayMs } from './calendar.ts';
import type { ClientOptions, Sent } from './client.ts';
import type { Go, Task, ThreadData, Told } from './protocol.ts';
import type { DeliveredMessage, Deliveries, WorldOptions } from './world.ts';

/** How far a task is: what was sent, and the event time it has come to. */
export type WorldProgress = { readonly sent: Sent; readonly until: Date; readonly share: number };

/** A world in a thread of its own, which talks to Gyre by itself. Tasks run one after the other. */
export type WorldThread = {
  /** T0. */
  readonly end: Date;
  /** Sends the history, from the beginning or from a moment on (to go on after a kill: repeating is harmless). */
  readonly history: (args?: {
    readonly from?: Date;
    readonly onProgress?: (progress: WorldProgress) => void;
  }) => Promise<Sent>;
  readonly deliver: (messages: readonly DeliveredMessage[]) => Promise<Deliveries>;
  /** Lets the world live through [from, to) and send what happens. */
  readonly live: (args: LivePeriod) => Promise<Sent>;
  readonly stop: () => Promise<void>;
};

export type LivePeriod = {
  readonly from: Date;
  readonly to: Date;
  readonly onProgress?: (progress: WorldProgress) => void;
  /** Called before the actions of each UTC day [from, to) go out, which wait for it: set the clock here. */
  readonly onDay?: (day: { readonly from: Date; readonly to: Date }) => void | Promise<void>;
};

/** Lives and a month of events fit well below; the young generation is wide because events die young. */
const resourceLimits = { maxYoungGenerationSizeMb: 96, maxOldGenerationSizeMb: 1536 };

/**
 * @example const world = startWorld({ seed: 'lanjia', customers: 20_000, start, months: 18 }, { url, writeKey, apiKey });
 *          await world.history({ onProgress: ({ share }) => task.set(share * 100, 100) });
 */
export const startWorld = (world: WorldOptions, client: ClientOptions): WorldThread => {
  const { path, execArgv } = workerEntry('world-worker', import.meta.url);
  const workerData: ThreadData = { world, client };
  const worker = new Worker(path, { execArgv: [...execArgv], workerData, resourceLimits });
  worker.unref();
  const calendar = createCalendar(world.start, world.months);
  const end = new Date(calendar.startMs + calendar.historyDays * dayMs);

  let broken: Error | undefined;
  const waiting: Waiting[] = [];
  const settle = (fail: Error | undefined, told?: Extract<Told, { type: 'done' }>): void => {
    const task = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if (told) task?.resolve(told);
    else task?.reject(fail ?? new Error('the world stopped'));
  };
  const breakDown = (cause: Error): void => {
    broken ??= cause;
    while (waiting.length > 0) settle(broken);
  };
  worker.on('message', (told: Told) => {
    if (told.type === 'progress') waiting[0]?.onProgress(told.sent, told.until);
    else if (told.type === 'day') void beginDay(told);
    else if (told.type === 'done') settle(undefined, told);
    else settle(new Error(`the world: ${told.message}`));
  });
  worker.on('error', (cause) => breakDown(cause instanceof Error ? cause : new Error(String(cause))));
  worker.on('exit', (code) => breakDown(new Error(`the world's thread ended (${code})`)));

  const go: Go = { type: 'go' };
  const beginDay = async ({ from, to }: Extract<Told, { type: 'day' }>): Promise<void> => {
    try {
      await waiting[0]?.onDay({ from, to });
      worker.postMessage(go);
    } catch (cause) {
      // the world cannot go on without its clock
      breakDown(cause instanceof Error ? cause : new Error(String(cause)));
      await worker.terminate();
    }
  };

  const ask = (
    task: Task,
    onProgress: Waiting['onProgress'] = () => {},
    onDay: Waiting['onDay'] = () => {},
  ): Promise<Extract<Told, { type: 'done' }>> =>
    new Promise((resolve, reject) => {
      if (broken) {
        reject(broken);
        return;
      }
      waiting.push({ resolve, reject, onProgress, onDay });
      // a thread at work keeps the process alive, an idle one does not
      worker.ref();
      worker.postMessage(task);
    });
  const follow =
    (from: number, to: number, onProgress: ((progress: WorldProgress) => void) | undefined): Waiting['onProgress'] =>
    (sent, until) =>
      onProgress?.({ sent, until, share: Math.max(0, Math.min(1, (Number(until) - from) / (to - from))) });

  return {
    end,
    history: async ({ from, onProgress } = {}) =>
      (await ask({ type: 'history', from }, follow(Number(from ?? calendar.startMs), Number(end), onProgress))).sent,
    deliver: async (messages) =>
      (await ask({ type: 'deliver', messages })).deliveries ?? { taken: 0, repeated: 0, unknown: 0 },
    live: async ({ from, to, onProgress, onDay }) =>
      (
        await ask(
          { type: 'live', from, to, paced: onDay !== undefined },
          follow(Number(from), Number(to), onProgress),
          onDay,
        )
      ).sent,
    stop: async () => {
      await worker.terminate();
    },
  };
};

type Waiting = {
  readonly resolve: (told: Extract<Told, { type: 'done' }>) => void;
  readonly reject: (cause: Error) => void;
  readonly onProgress: (sent: Sent, until: Date) => void;
  readonly onDay: NonNullable<LivePeriod['onDay']>;
};
