import { waitMs } from './back-off.ts';
import { type Entry, maxEntryBytes, type Queue } from './queue.ts';
import { ifTabIsGone } from './tab-lock.ts';

const batchEntries = 100;
/** So many messages do not wait for the timer. */
const hurryEvery = 50;
const timeoutMs = 20_000;

export type Sender = {
  /** Sends what waits, soon: more may come to travel with it. */
  readonly soon: () => void;
  /** Sends now what this page has queued and what pages that are gone have left behind. */
  readonly flush: () => Promise<void>;
  /** The same when the page may never run again: one request that outlives it. */
  readonly leave: () => void;
  /** The network is back: waiting has no reason any more. */
  readonly online: () => void;
};

type Args = {
  readonly queue: Queue;
  readonly url: string;
  readonly writeKey: string;
  readonly owner: string;
  readonly flushAfterMs: number;
  /** False while nothing may be sent. */
  readonly allowed: () => boolean;
};

export const createSender = ({ queue, url, writeKey, owner, flushAfterMs, allowed }: Args): Sender => {
  const inFlight = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  let running = false;
  let refused = false;
  let failures = 0;
  /** After a failure, until the timer. */
  let resting = false;

  const due = (): boolean => allowed() && !refused && navigator.onLine && !resting;

  const wakeIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      resting = false;
      void flush();
    }, ms);
  };

  /** What fits one request that may outlive the page. */
  const next = (of: string): readonly Entry[] => {
    let bytes = 0;
    const waiting = queue.entries(of).filter(({ key, rank }) => !inFlight.has(key) && !(of === owner && rank === 'h'));
    return waiting.slice(0, batchEntries).filter((entry) => (bytes += entry.bytes) <= maxEntryBytes);
  };

  /** True when these messages are on the server's disk. A bad one lies there in quarantine. */
  const deliver = async (batch: readonly Entry[], leaving = false): Promise<boolean> => {
    const keys = batch.map(({ key }) => key);
    const texts = batch.flatMap((entry) => queue.text(entry) ?? []);
    if (texts.length === 0) return true;
    keys.forEach((key) => inFlight.add(key));
    const envelope = JSON.stringify({ writeKey, sentAt: new Date().toISOString() });
    const answer = await post(url, `${envelope.slice(0, -1)},"batch":[${texts.join(',')}]}`, leaving);
    keys.forEach((key) => inFlight.delete(key));
    if (answer?.ok) {
      failures = 0;
      queue.remove(keys);
      return true;
    }
    const { status = 0 } = answer ?? {};
    if (status === 413 && batch.length > 1) {
      // something on the way takes less than we send
      const half = batch.length >> 1;
      return (await deliver(batch.slice(0, half))) && deliver(batch.slice(half));
    }
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      // a wrong key or host, not these messages: those are kept, and the next page tries again
      refused = true;
      console.warn('Gyre', status, url);
      return false;
    }
    failures += 1;
    resting = true;
    wakeIn(waitMs(failures, answer?.headers.get('retry-after') ?? null, Math.random()));
    return false;
  };

  const deliverAllOf = async (of: string): Promise<boolean> => {
    while (due()) {
      const batch = next(of);
      if (batch.length === 0) return true;
      if (!(await deliver(batch))) return false;
    }
    return false;
  };

  const flush = async (): Promise<void> => {
    if (running || !due()) return;
    running = true;
    try {
      if (await deliverAllOf(owner)) {
        const others = new Map(queue.entries().map((entry) => [entry.owner, entry]));
        others.delete(owner);
        for (const [other, newest] of others) {
          await ifTabIsGone(other, Date.now() - newest.madeAt, () => deliverAllOf(other));
        }
      }
    } finally {
      running = false;
      // what was queued while others' messages went out
      if (next(owner).length > 0) soon();
    }
  };

  const soon = (): void => {
    asked += 1;
    if (asked % hurryEvery === 0) void flush();
    else if (timer === undefined) wakeIn(flushAfterMs);
  };

  return {
    flush,
    soon,
    leave: () => {
      const batch = next(owner);
      if (due() && batch.length > 0) void deliver(batch, true);
    },
    online: () => {
      failures = 0;
      resting = false;
      void flush();
    },
  };
};

/** Undefined when no answer came. text/plain needs no preflight; the body is JSON all the same. */
const post = (url: string, body: string, leaving: boolean): Promise<Response | undefined> | undefined => {
  // old browsers' only way; whether it arrived is not told, so the messages stay until that is known
  if (leaving && !('keepalive' in Request.prototype)) return void navigator.sendBeacon(url, body);
  const signal = AbortSignal.timeout?.(timeoutMs);
  return fetch(url, { method: 'POST', body, keepalive: true, credentials: 'omit', signal }).catch(() => undefined);
};
