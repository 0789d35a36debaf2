import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouse, faultPoint, type Logger, problem } from '#platform';
import { randomUUID } from 'node:crypto';

export type LogWriter = {
  /** Resolves when the lines are on disk. Rejects with `overloaded` at once when too much is waiting. */
  readonly append: (lines: readonly string[]) => Promise<void>;
  /** Writes what waits, then resolves. */
  readonly close: () => Promise<void>;
  readonly queued: () => number;
};

type Config = {
  readonly table: string;
  /** Lines gathered before a write, at most. */
  readonly maxRows?: number;
  /** How long a line waits for company, in milliseconds. */
  readonly maxDelayMs?: number;
  /** Lines waiting or in flight before callers are told to come back later. */
  readonly maxQueuedRows?: number;
  readonly maxInFlight?: number;
};
type Deps = { readonly clickhouse: ClickHouse; readonly log: Logger };

type Waiting = { readonly lines: readonly string[]; readonly done: () => void; readonly failed: (cause: unknown) => void };

/**
 * Gathers lines of JSONEachRow from many requests into few durable inserts.
 * The engine makes one part per insert, so it wants thousands of rows at a time; a caller wants its answer now:
 * a few milliseconds of waiting serve both. A failed insert is repeated with the same bytes and token,
 * which the engine counts once.
 */
export const createLogWriter = (config: Config, { clickhouse, log }: Deps): LogWriter => {
  const { table, maxRows = 10_000, maxDelayMs = 25, maxQueuedRows = 120_000, maxInFlight = 3 } = config;
  let waiting: Waiting[] = [];
  let waitingRows = 0;
  let queuedRows = 0;
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;
  let idle: (() => void)[] = [];

  const insert = async (body: string): Promise<void> => {
    const token = randomUUID();
    for (let attempt = 1; ; attempt++) {
      try {
        await clickhouse.insertRaw({ table, columns: [], format: 'JSONEachRow', body: Readable.from([body]), token });
        return;
      } catch (cause) {
        if (attempt === 5) throw problem('store_unavailable', { detail: 'the event log', cause, retryAfterSeconds: 5 });
        log.warn({ table, attempt, err: cause }, 'insert failed, trying again');
        await sleep(100 * 2 ** attempt);
      }
    }
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0 || inFlight >= maxInFlight) return;
    const batch = waiting;
    const rows = waitingRows;
    waiting = [];
    waitingRows = 0;
    inFlight++;
    faultPoint('collect/before-insert');
    insert(batch.map(({ lines }) => lines.join('')).join(''))
      .then(() => batch.forEach(({ done }) => done()))
      .catch((cause: unknown) => batch.forEach(({ failed }) => failed(cause)))
      .finally(() => {
        inFlight--;
        queuedRows -= rows;
        if (waitingRows > 0) flush();
        else if (inFlight === 0) {
          idle.forEach((wake) => wake());
          idle = [];
        }
      });
  };

  return {
    append: (lines) => {
      if (lines.length === 0) return Promise.resolve();
      if (queuedRows + lines.length > maxQueuedRows) {
        return Promise.reject(problem('too_many_requests', { detail: 'the log is catching up', retryAfterSeconds: 1 }));
      }
      return new Promise<void>((done, failed) => {
        waiting.push({ lines, done, failed });
        waitingRows += lines.length;
        queuedRows += lines.length;
        if (waitingRows >= maxRows) flush();
        else timer ??= setTimeout(flush, maxDelayMs);
      });
    },
    close: async () => {
      flush();
      if (queuedRows > 0) await new Promise<void>((wake) => idle.push(wake));
    },
    queued: () => queuedRows,
  };
};
