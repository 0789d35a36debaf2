import type { Clock, Postgres } from '#platform';
import { notingOutcome } from './settle.ts';

/**
 * A person's word on messages of which nobody knows whether they went out: they had been `sent`, or they shall be `queued` again,
 * at the risk of a second copy. Nothing else ever sends an uncertain message.
 * @returns how many were uncertain
 */
export const resolveUncertain = async (
  { postgres, clock }: { postgres: Postgres; clock: Clock },
  { keys, as }: { keys: readonly string[]; as: 'sent' | 'queued' },
): Promise<number> => {
  const rows = await postgres.query(
    `WITH changed AS (
       UPDATE outbox_messages SET status = $3, error = NULL, lease = NULL, send_after = $1::timestamptz,
              settled_at = CASE WHEN $3 = 'sent' THEN $1::timestamptz END
       WHERE key = ANY($2::text[]) AND status = 'uncertain' RETURNING *
     ), ${notingOutcome}
     SELECT 1 FROM changed`,
    [clock.now(), keys, as],
  );
  return rows.length;
};
