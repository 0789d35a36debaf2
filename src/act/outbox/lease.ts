import type { Postgres } from '#platform';
import type { OutboundMessage } from '../channels/channel.ts';

/**
 * The life of a row: queued → claimed → sending → sent | failed | uncertain, or back to queued for another try.
 *
 * `claimed` means somebody means to send it; `sending` means that it may have gone out. A lease names the claimant. Leases are
 * about processes that really run, so they go by the database's clock and not by the injected one, which in a simulated world leaps.
 */
export type ClaimedMessage = { readonly key: string; readonly attempts: number; readonly message: OutboundMessage };

export type LeaseArgs = {
  readonly postgres: Postgres;
  readonly channel: string;
  readonly lease: string;
  readonly leaseMs: number;
};

/** Takes up to `limit` rows that are due and that nobody else is taking. */
export const claimDue = (
  { postgres, channel, lease, leaseMs }: LeaseArgs,
  { now, limit }: { now: Date; limit: number },
): Promise<ClaimedMessage[]> =>
  postgres.query(
    `UPDATE outbox_messages o SET status = 'claimed', lease = $3, lease_until = clock_timestamp() + $4 * interval '1 ms'
     FROM (SELECT key FROM outbox_messages WHERE status = 'queued' AND channel = $1 AND send_after <= $2
           ORDER BY send_after, key LIMIT $5 FOR UPDATE SKIP LOCKED) due
     WHERE o.key = due.key RETURNING o.key, o.attempts, o.message`,
    [channel, now, lease, leaseMs, limit],
  );

/**
 * The last step before sending, and the fence: a claimant that was so slow that its lease ended finds its rows gone.
 * @returns the keys that it may really send now
 */
export const markSending = async (
  { postgres, lease, leaseMs }: LeaseArgs,
  keys: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await postgres.query<{ key: string }>(
    `UPDATE outbox_messages SET status = 'sending', attempts = attempts + 1,
            lease_until = clock_timestamp() + $3 * interval '1 ms'
     WHERE key = ANY($1::text[]) AND status = 'claimed' AND lease = $2 AND lease_until > clock_timestamp() RETURNING key`,
    [keys, lease, leaseMs],
  );
  return new Set(rows.map(({ key }) => key));
};

/**
 * Takes up what dead processes left. Claimed rows had not gone out and are queued again; so are rows in sending, if the
 * channel's far end drops repetitions; if not, they become uncertain and a person decides.
 */
export const recoverAbandoned = async (
  { postgres, channel, now }: { postgres: Postgres; channel: string; now: Date },
  idempotent: boolean,
): Promise<{ readonly queued: number; readonly uncertain: number }> => {
  const rows = await postgres.query<{ status: string }>(
    `UPDATE outbox_messages o
     SET status = CASE WHEN a.status = 'claimed' OR $2::boolean THEN 'queued' ELSE 'uncertain' END,
         error = CASE WHEN a.status = 'claimed' OR $2::boolean THEN o.error ELSE 'the process that was sending it died' END,
         settled_at = CASE WHEN a.status = 'claimed' OR $2::boolean THEN NULL ELSE $3::timestamptz END,
         lease_until = NULL
     FROM (SELECT key, status FROM outbox_messages
           WHERE channel = $1 AND status IN ('claimed', 'sending') AND lease_until <= clock_timestamp()
           FOR UPDATE SKIP LOCKED) a
     WHERE o.key = a.key RETURNING o.status`,
    [channel, idempotent, now],
  );
  const uncertain = rows.filter(({ status }) => status === 'uncertain').length;
  return { queued: rows.length - uncertain, uncertain };
};
