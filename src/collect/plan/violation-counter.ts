import { randomUUID } from 'node:crypto';
import type { ClickHouse, Clock, Logger } from '#platform';
import { sqlTime } from '#platform';
import type { Violation } from './violation.ts';

export type ViolationCounter = {
  readonly add: (event: { readonly name: string; readonly source: string }, violation: Violation) => void;
  /** Writes what was counted. What cannot be written stays counted. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Row = {
  readonly minute: string;
  readonly source: string;
  readonly name: string;
  readonly property: string;
  readonly what: string;
  events: number;
};

/** What a sender of random names can make us remember between two flushes; the rest counts as `…`. */
const maxKeys = 2_000;
const minuteMs = 60_000;

/**
 * Counts in memory and writes sums: a flood of bad events is a few rows a minute. A kill loses the last seconds of
 * counts and never an event; plan-sql.ts can count history anew.
 */
export const createViolationCounter = ({
  clickhouse,
  clock,
  log,
  everyMs = 2_000,
}: {
  readonly clickhouse: ClickHouse;
  readonly clock: Clock;
  readonly log: Logger;
  readonly everyMs?: number;
}): ViolationCounter => {
  let counts = new Map<string, Row>();
  let writing: { readonly token: string; readonly rows: readonly Row[] } | undefined;
  let flushing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    if (writing === undefined) {
      if (counts.size === 0) return;
      writing = { token: randomUUID(), rows: [...counts.values()] };
      counts = new Map();
    }
    // a failed insert is repeated with the same rows and token, which the engine counts once
    await clickhouse.insert({ table: 'plan_violations_per_minute', ...writing });
    writing = undefined;
  };
  const flush = (): Promise<void> => (flushing = flushing.catch(() => {}).then(write));
  const timer = setInterval(() => {
    if (counts.size > 0 || writing !== undefined)
      flush().catch((cause: unknown) => log.warn({ err: cause }, 'counts of the tracking plan wait for the store'));
  }, everyMs);
  timer.unref();

  const slot = (source: string, name: string, property: string, what: string): Row => {
    const minute = sqlTime(new Date(Math.floor(clock.now().getTime() / minuteMs) * minuteMs)).slice(0, 19);
    const key = `${minute}\u0000${source}\u0000${name}\u0000${property}\u0000${what}`;
    const known = counts.get(key);
    if (known !== undefined) return known;
    if (counts.size >= maxKeys && name !== '…') return slot(source, '…', '…', what);
    const row = { minute, source, name, property, what, events: 0 };
    counts.set(key, row);
    return row;
  };

  return {
    add: ({ name, source }, { property, what }) => {
      slot(source, name, property.slice(0, 64).toWellFormed(), what).events++;
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
      await flush();
    },
  };
};
