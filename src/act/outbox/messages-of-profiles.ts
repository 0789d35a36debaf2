import type { Postgres } from '#platform';

export const messageStates = ['queued', 'claimed', 'sending', 'sent', 'failed', 'uncertain', 'suppressed'] as const;

/** A message as the outbox holds it; the text itself stays there. */
export type MessageRow = {
  readonly key: string;
  readonly channel: string;
  readonly program: string;
  readonly round: number;
  readonly title: string;
  readonly state: (typeof messageStates)[number];
  readonly error: string | null;
  readonly queuedAt: Date;
  /** Waits until then. */
  readonly sendAfter: Date;
  /** When it was sent, failed or was kept back; null before. */
  readonly settledAt: Date | null;
};

/** The latest messages to any of these profiles: a person and whom they absorbed. */
export const messagesOfProfiles = (
  postgres: Postgres,
  profileIds: readonly string[],
  limit: number,
): Promise<readonly MessageRow[]> =>
  postgres.query<MessageRow>(
    `SELECT key, channel, program, round, coalesce(message ->> 'title', '') AS title, status AS state, error,
       queued_at AS "queuedAt", send_after AS "sendAfter", settled_at AS "settledAt"
     FROM outbox_messages WHERE profile_id = ANY ($1) ORDER BY queued_at DESC, key LIMIT $2`,
    [profileIds, limit],
  );
