import { parentPort, workerData } from 'node:worker_threads';
import type { WorldAction } from './answers.ts';
import { dayMs } from './calendar.ts';
import { createClient, type Sent } from './client.ts';
import type { Go, Task, ThreadData, Told } from './protocol.ts';
import { createWorld, type Deliveries } from './world.ts';

// worker_threads types both as any; `startWorld` is the only one who starts this file
const data: ThreadData = workerData;
const port = parentPort;
if (!port) throw new Error('the world runs in a worker thread: see world-thread.ts');

const world = createWorld(data.world);
const client = createClient(data.client);
const tell = (told: Told): void => port.postMessage(told);

/** Sends the actions and tells how far it is, a few times a second. */
const send = async (actions: Iterable<WorldAction> | AsyncIterable<WorldAction>, from: Date): Promise<Sent> => {
  const before = { ...client.sent };
  const sofar = (): Sent => ({
    events: client.sent.events - before.events,
    reports: client.sent.reports - before.reports,
    claims: client.sent.claims - before.claims,
    redemptions: client.sent.redemptions - before.redemptions,
    refused: client.sent.refused - before.refused,
  });
  let until = from;
  let toldMs = 0;
  for await (const action of actions) {
    await client.send(action);
    until = timeOf(action) ?? until;
    if (performance.now() - toldMs < 200) continue;
    toldMs = performance.now();
    tell({ type: 'progress', sent: sofar(), until });
  }
  await client.drain();
  return sofar();
};

const timeOf = (action: WorldAction): Date | undefined => {
  if (action.type !== 'events') return action.at;
  const last = action.batch.at(-1);
  return last && new Date(last.timestamp);
};

const asActions = function* (from: Date | undefined): Generator<WorldAction> {
  for (const batch of world.history(from)) yield { type: 'events', batch };
};

/** Lets the parent set its clock before a day's actions go out, and the actions of the day before be answered first. */
const dayByDay = async function* (
  actions: Iterable<WorldAction>,
  { from, to }: { from: Date; to: Date },
): AsyncGenerator<WorldAction> {
  let endMs = Number(from);
  for (const action of actions) {
    // an action lies in the day its time says; those of one day follow each other
    while ((timeOf(action)?.getTime() ?? 0) >= endMs) {
      await client.drain();
      const startMs = endMs;
      endMs = Math.min(Number(to), (Math.floor(startMs / dayMs) + 1) * dayMs);
      tell({ type: 'day', from: new Date(startMs), to: new Date(endMs) });
      await new Promise<void>((resolve) => {
        go = resolve;
      });
    }
    yield action;
  }
};
let go: () => void = () => {};

const run = async (task: Task): Promise<{ readonly sent: Sent; readonly deliveries?: Deliveries }> => {
  switch (task.type) {
    case 'history':
      return { sent: await send(asActions(task.from), task.from ?? data.world.start) };
    case 'deliver':
      return { sent: await send([], data.world.start), deliveries: world.deliver(task.messages) };
    case 'live': {
      const actions = world.live(task.from, task.to);
      return { sent: await send(task.paced ? dayByDay(actions, task) : actions, task.from) };
    }
  }
};

let queue: Promise<void> = Promise.resolve();
port.on('message', (task: Task | Go) => {
  if (task.type === 'go') {
    go();
    return;
  }
  queue = queue
    .then(() => run(task))
    .then(({ sent, deliveries }) => tell({ type: 'done', sent, deliveries }))
    .catch((cause: unknown) =>
      tell({ type: 'failed', message: cause instanceof Error ? cause.message : String(cause) }),
    );
});
