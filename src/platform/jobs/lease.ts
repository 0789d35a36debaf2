import { randomUUID } from 'node:crypto';
import type { Postgres } from '../db/postgres/client.ts';
import { pause } from '../children/pause.ts';
import { problem } from '../errors.ts';

export type Lease = {
  readonly name: string;
  /** Grows with every change of hands. Writes that must not come from a former holder carry or check it. */
  readonly fence: number;
  /** A dead holder is replaced after this long. */
  readonly ttlMs: number;
  /** Given when the lease is lost or released: stop working. */
  readonly signal: AbortSignal;
  readonly release: () => Promise<void>;
};

type LeaseArgs = {
  readonly postgres: Postgres;
  readonly name: string;
  /** A dead holder is replaced after this long. Renewed at a third of it. */
  readonly ttlMs: number;
};

/** The part of its time a holder believes in without word from the store: two renewals fit, and a fifth is left to stop. */
const trustedShare = 0.8;

/**
 * The right to be the only one who does `name`, or undefined while another has it. Time is PostgreSQL's, so that the
 * clocks of several machines do not matter. The holder's own deadline counts from before it asked and is shorter, so that
 * a holder cut off from the store stops before another may start.
 *
 * A process can be frozen between its last look at `signal` and a write: what must never be done twice checks the
 * fence in the same transaction (`requireLease`, `underLease`). See Kleppmann, "How to do distributed locking" (2016).
 */
export const takeLease = async ({ postgres, name, ttlMs }: LeaseArgs): Promise<Lease | undefined> => {
  const holder = randomUUID();
  const askedMs = performance.now();
  const taken = await postgres.queryOne<{ fence: number }>(takeSql, [name, holder, ttlMs]);
  if (taken === undefined) return undefined;
  const lost = new AbortController();
  const claim = [name, holder, taken.fence];
  const stopAfter = (sinceMs: number): NodeJS.Timeout =>
    setTimeout(() => lost.abort(), sinceMs + ttlMs * trustedShare - performance.now());
  let deadline = stopAfter(askedMs);

  const renew = async (): Promise<void> => {
    const startedMs = performance.now();
    const renewed = await postgres.queryOne(renewSql, [...claim, ttlMs]);
    if (renewed === undefined) return lost.abort();
    clearTimeout(deadline);
    if (!lost.signal.aborted) deadline = stopAfter(startedMs);
  };
  const renewing = setInterval(() => {
    // an unreachable store is not yet a lost lease: the deadline decides
    void renew().catch(() => {});
  }, ttlMs / 3);
  lost.signal.addEventListener('abort', () => {
    clearInterval(renewing);
    clearTimeout(deadline);
  });
  return {
    name,
    fence: taken.fence,
    ttlMs,
    signal: lost.signal,
    release: async () => {
      lost.abort();
      await postgres.query(releaseSql, claim);
    },
  };
};

/** As `takeLease`, but outlives a holder that died: waits as long as its lease can last, then throws `conflict`. */
export const waitForLease = async (args: LeaseArgs): Promise<Lease> => {
  const until = performance.now() + args.ttlMs * 2;
  for (;;) {
    const lease = await takeLease(args);
    if (lease !== undefined) return lease;
    if (performance.now() > until)
      throw problem('conflict', {
        detail: `another process works on ${args.name}`,
        detailZh: `另一个进程正在处理 ${args.name}`,
      });
    await pause(args.ttlMs / 10);
  }
};

/**
 * Throws `lease_lost` unless the lease is still ours; then it stays ours until this transaction ends. The lock is the weakest
 * that a change of hands waits for: our own renewals, which leave name and fence alone, pass it.
 */
export const requireLease = async (
  transaction: Postgres,
  { name, fence }: Pick<Lease, 'name' | 'fence'>,
): Promise<void> => {
  const ours = await transaction.queryOne('SELECT FROM leases WHERE name = $1 AND fence = $2 FOR KEY SHARE', [
    name,
    fence,
  ]);
  if (ours === undefined) {
    throw problem('lease_lost', {
      detail: `another process now works on ${name}`,
      detailZh: `${name} 已由另一个进程接手`,
    });
  }
};

/** A row that is locked is one whose holder is writing: passed over and not waited for, it counts as held. */
const takeSql = `
  WITH free AS (
    SELECT name FROM leases WHERE name = $1 AND expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE leases SET holder = $2, fence = fence + 1, expires_at = clock_timestamp() + $3 * interval '1 millisecond'
    FROM free WHERE leases.name = free.name
    RETURNING fence
  ), made AS (
    INSERT INTO leases (name, holder, fence, expires_at)
    SELECT $1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond' WHERE NOT EXISTS (SELECT FROM leases WHERE name = $1)
    ON CONFLICT (name) DO NOTHING
    RETURNING fence
  )
  SELECT fence FROM taken UNION ALL SELECT fence FROM made`;

const renewSql = `
  UPDATE leases SET expires_at = clock_timestamp() + $4 * interval '1 millisecond'
  WHERE name = $1 AND holder = $2 AND fence = $3
  RETURNING fence`;

// the row stays, so that the fence goes on growing
const releaseSql = `UPDATE leases SET expires_at = '-infinity' WHERE name = $1 AND holder = $2 AND fence = $3`;
