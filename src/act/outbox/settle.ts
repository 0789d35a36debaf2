import type { Postgres } from '#platform';
import type { SendResult } from '../channels/channel.ts';

export type Attempt = { readonly key: string; readonly attempts: number; readonly result: SendResult };

type Settled = 'sent' | 'queued' | 'failed' | 'uncertain' | 'suppressed';

/** After so many attempts a message is a dead letter. */
const maxAttempts = 8;
const firstPauseMs = 30_000;
const longestPauseMs = 3_600_000;

/**
 * Writes down what became of a batch, and in the same statement what the event log must hear: `$message_sent`,
 * `$message_failed`, `$message_suppressed`. A row whose lease was lost meanwhile still takes a certain outcome: what was sent was sent.
 */
export const settle = async (
  { postgres, lease, now }: { postgres: Postgres; lease: string; now: Date },
  attempts: readonly Attempt[],
): Promise<Readonly<Record<Settled, number>>> => {
  const rows = attempts.map(({ key, attempts: before, result }) => {
    const status = statusAfter(result, before + 1);
    return {
      key,
      status,
      sendAfter: status === 'queued' ? new Date(now.getTime() + pauseMs(before + 1, result)) : now,
      providerId: result.type === 'sent' ? (result.providerId ?? null) : null,
      error: result.type === 'sent' ? null : result.error,
    };
  });
  const settled = await postgres.query<{ status: Settled }>(
    `WITH outcome AS (
       SELECT * FROM unnest($3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[])
         AS u(key, status, send_after, provider_id, error)
     ), changed AS (
       UPDATE outbox_messages o
       SET status = u.status, send_after = u.send_after, provider_id = u.provider_id, error = u.error, lease_until = NULL,
           settled_at = CASE WHEN u.status = 'queued' THEN NULL ELSE $1::timestamptz END
       FROM outcome u WHERE o.key = u.key AND o.lease = $2 AND o.status IN ('sending', 'uncertain')
       RETURNING o.*
     ), ${notingOutcome}
     SELECT status FROM changed`,
    [
      now,
      lease,
      rows.map(({ key }) => key),
      rows.map(({ status }) => status),
      rows.map(({ sendAfter }) => sendAfter),
      rows.map(({ providerId }) => providerId),
      rows.map(({ error }) => error),
    ],
  );
  const counts = { sent: 0, queued: 0, failed: 0, uncertain: 0, suppressed: 0 };
  for (const { status } of settled) counts[status]++;
  return counts;
};

/** A CTE: of the rows in `changed`, those that are settled become events, in the same statement. */
export const notingOutcome = `noted AS (
  INSERT INTO act_changes (name, subject, profile_id, at, properties)
  SELECT CASE status WHEN 'sent' THEN '$message_sent' WHEN 'suppressed' THEN '$message_suppressed' ELSE '$message_failed' END, key, profile_id, $1::timestamptz,
         jsonb_build_object('message_id', key, 'channel', channel, 'program', program, 'round', round, 'error', error)
         || (message -> 'facts')
  FROM changed WHERE status IN ('sent', 'failed', 'suppressed')
)`;

const statusAfter = (result: SendResult, attempts: number): Settled => {
  switch (result.type) {
    case 'sent':
      return 'sent';
    case 'retry':
      return attempts >= maxAttempts ? 'failed' : 'queued';
    case 'rejected':
      return 'failed';
    case 'uncertain':
    case 'suppressed':
      return result.type;
  }
};

/** 30 s, 1 min, 2 min … or what the far end asks for; at most an hour. */
const pauseMs = (attempts: number, result: SendResult): number => {
  const askedMs = result.type === 'retry' ? (result.afterMs ?? 0) : 0;
  return Math.min(longestPauseMs, Math.max(askedMs, firstPauseMs * 2 ** (attempts - 1)));
};
