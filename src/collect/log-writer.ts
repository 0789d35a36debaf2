import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouse, faultPoint, type Logger, problem } from '#platform';
import { isRefusal, writeAround } from './refusal.ts';

export type LogWriter = {
  /** Resolves when the lines are on disk. Rejects with `too_many_requests` at once when too much is waiting. */
  readonly append: (lines: readonly string[]) => Promise<void>;
  /** Writes what waits, then resolves. */
  readonly close: () => Promise<void>;
  /** Lines waiting or in flight. */
  readonly queued: () => number;
  /** When lines were last stored, as `performance.now()` tells time; 0 before the first. */
  readonly lastStoredMs: () => number;
};

type Config = {
  readonly table: string;
  /** What the values of a line are, in its order. */
  readonly columns: readonly string[];
  /** Lines gathered before a write, at most (the last request's lines may exceed it). */
  readonly maxRows?: number;
  readonly maxBytes?: number;
  /** How long a line waits for company, in milliseconds. */
  readonly maxDelayMs?: number;
  /** What may wait or be in flight before callers are told to come back later. */
  readonly maxQueuedRows?: number;
  readonly maxQueuedBytes?: number;
  /** Two keep the engine busy while one's answer travels; more would only make each smaller. */
  readonly maxInFlight?: number;
  /** Lines that are worth an insert beside one under way; fewer wait for its end. Default: half of `maxRows`. */
  readonly worthwhileRows?: number;
  /** Attempts while the store is away, with growing pauses from `retryDelayMs`. */
  readonly attempts?: number;
  readonly retryDelayMs?: number;
};

/**
 * By default the engine already looks for rows of one insert that replace each other, moving each row by itself: a
 * quarter of an insert's cost, for what merges and FINAL do anyway.
 */
const settings = { optimize_on_insert: 0 } as const;

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly log: Logger;
  /** Takes a line that the store refuses, with its words, and resolves when it is safe. Without it a refusal fails the caller. */
  readonly setAside?: (lines: readonly RefusedLine[]) => Promise<void>;
};

export type RefusedLine = { readonly line: string; readonly words: string };

type Waiting = {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
};

/**
 * Gathers lines of JSONCompactEachRow from many requests into few durable inserts.
 * The engine makes one part per insert, so it wants thousands of rows at a time; a caller wants its answer now:
 * a few milliseconds of waiting serve both. A failed insert is repeated with the same bytes and token,
 * which the engine counts once. An insert that the engine refuses for its content is split until only the lines at
 * fault are left over: they are set aside, all others are stored.
 */
export const createLogWriter = (config: Config, { clickhouse, log, setAside }: Deps): LogWriter => {
  const { table, columns, maxRows = 10_000, maxBytes = 16 * 2 ** 20, maxDelayMs = 25, maxInFlight = 2 } = config;
  const { worthwhileRows = maxRows / 2 } = config;
  const { maxQueuedRows = 120_000, maxQueuedBytes = 128 * 2 ** 20, attempts = 5, retryDelayMs = 200 } = config;
  let waiting: Waiting[] = [];
  const gathered = { rows: 0, bytes: 0 };
  const queued = { rows: 0, bytes: 0 };
  let inFlight = 0;
  let lastStoredMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const idle: (() => void)[] = [];

  const insert = async (bodies: readonly Buffer[]): Promise<void> => {
    const token = randomUUID();
    for (let attempt = 1; ; attempt++) {
      try {
        await clickhouse.insertRaw({
          table,
          columns,
          format: 'JSONCompactEachRow',
          body: Readable.from(bodies),
          token,
          settings,
        });
        return;
      } catch (cause) {
        if (isRefusal(cause)) throw cause;
        if (attempt === attempts)
          throw problem('store_unavailable', {
            detail: 'the event log',
            detailZh: '事件日志',
            cause,
            retryAfterSeconds: 5,
          });
        log.warn({ table, attempt, err: cause }, 'insert failed, trying again');
        await sleep(retryDelayMs * 2 ** (attempt - 1));
      }
    }
  };

  const store = async (bodies: readonly Buffer[]): Promise<void> => {
    try {
      await insert(bodies);
    } catch (cause) {
      if (!isRefusal(cause) || setAside === undefined) throw cause;
      const refused = await writeAround(Buffer.concat(bodies), (part) => insert([part]));
      log.warn({ table, lines: refused.length, err: cause }, 'the store refused lines; they were set aside');
      await setAside(refused);
    }
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0 || inFlight >= maxInFlight) return;
    // an insert costs the engine as much as eight hundred rows before its first one: parts and their fsync in four tables
    if (inFlight > 0 && gathered.rows < worthwhileRows && gathered.bytes < maxBytes / 2) return;
    const batch = waiting;
    const { rows, bytes } = gathered;
    waiting = [];
    gathered.rows = 0;
    gathered.bytes = 0;
    inFlight++;
    faultPoint('collect/before-insert');
    // the room is free before the callers hear of it: who asks again at once must not be refused
    const settle = (tell: (each: Waiting) => void): void => {
      inFlight--;
      queued.rows -= rows;
      queued.bytes -= bytes;
      batch.forEach(tell);
      if (waiting.length > 0) flush();
      else if (inFlight === 0) idle.splice(0).forEach((wake) => wake());
    };
    store(batch.map((each) => each.bytes)).then(
      () => {
        lastStoredMs = performance.now();
        settle(({ done }) => done());
      },
      (cause: unknown) => settle(({ failed }) => failed(cause)),
    );
  };

  return {
    append: (lines) => {
      if (lines.length === 0) return Promise.resolve();
      if (queued.rows + lines.length > maxQueuedRows || queued.bytes > maxQueuedBytes) {
        return Promise.reject(
          problem('too_many_requests', {
            detail: 'the log is catching up',
            detailZh: '日志写入正在追赶',
            retryAfterSeconds: 1,
          }),
        );
      }
      // bytes from here on: what waits lies outside the JavaScript heap, where the collector of garbage need not walk it
      const bytes = Buffer.from(lines.join(''));
      return new Promise<void>((done, failed) => {
        waiting.push({ bytes, rows: lines.length, done, failed });
        gathered.rows += lines.length;
        gathered.bytes += bytes.length;
        queued.rows += lines.length;
        queued.bytes += bytes.length;
        if (gathered.rows >= maxRows || gathered.bytes >= maxBytes) flush();
        else timer ??= setTimeout(flush, maxDelayMs);
      });
    },
    close: async () => {
      flush();
      if (queued.rows > 0) await new Promise<void>((wake) => idle.push(wake));
    },
    queued: () => queued.rows,
    lastStoredMs: () => lastStoredMs,
  };
};
