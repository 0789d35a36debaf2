import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What the sender is told. It answers each with one `Answer`. */
export type Order =
  | {
      readonly type: 'build';
      readonly port: number;
      readonly writeKey: string;
      /** Messages are the same for the same run and number. */
      readonly run: string;
      /** Different messages made before anything is sent; they are sent again and again under new ids. */
      readonly messages: number;
      readonly perRequest: number;
    }
  | {
      readonly type: 'send';
      readonly connections: number;
      /** At what pace, whatever the answers take; without it each connection sends as soon as it has its answer. */
      readonly eventsPerS?: number;
      /** How long; 0 until told to stop. */
      readonly seconds: number;
      /** Every so manyth request is sent once more after its answer. */
      readonly repeatEvery: number;
    }
  | { readonly type: 'stop' };

export const sentSchema = z.object({
  /** Requests answered with 200; the same number of different ones, as each is sent until it is. */
  requests: z.number(),
  events: z.number(),
  seconds: z.number(),
  repeated: z.number(),
  /** Answers other than 200, by status, and broken connections under 0: each was sent again. */
  retries: z.record(z.string(), z.number()),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** Processor time of the sender, milliseconds. */
  cpuMs: z.number(),
});
export type Sent = z.infer<typeof sentSchema>;

export type Load = {
  readonly send: (order: Omit<Extract<Order, { type: 'send' }>, 'type'>) => Promise<Sent>;
  /** Ends a `send` of 0 seconds: what is under way is still sent until it is acknowledged. */
  readonly stop: () => void;
  readonly close: () => Promise<void>;
};

/** Starts the sender in a process of its own and lets it build its bodies. */
export const startLoad = async (build: Omit<Extract<Order, { type: 'build' }>, 'type'>): Promise<Load> => {
  const child = fork(fileURLToPath(new URL('./sender.ts', import.meta.url)), {
    execArgv: ['--import', createRequire(import.meta.url).resolve('tsx')],
  });
  const exited = once(child, 'exit');
  await ask(child, { type: 'build', ...build });
  return {
    send: async (order) => sentSchema.parse(await ask(child, { type: 'send', ...order })),
    stop: () => void child.send({ type: 'stop' }),
    close: async () => {
      child.disconnect();
      await exited;
    },
  };
};

const ask = async (child: ChildProcess, order: Order): Promise<unknown> => {
  const answer = Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the sender ended'))),
  ]);
  child.send(order);
  const [message] = await answer;
  return message;
};
