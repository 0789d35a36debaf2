import type { Postgres } from '#platform';

/** Messages of a round that wait for another day because their channel's day is full, and when the first may go out. */
export type MessagesWaiting = { readonly messages: number; readonly until: Date };

export const messagesWaiting = (
  postgres: Postgres,
  { program, round, now }: { readonly program: string; readonly round: number; readonly now: Date },
): Promise<MessagesWaiting | undefined> =>
  // those that were tried and failed wait for their next try
  postgres.queryOne<MessagesWaiting>(
    `SELECT count(*) AS messages, min(send_after) AS until FROM outbox_messages
     WHERE program = $1 AND round = $2 AND status = 'queued' AND attempts = 0 AND send_after > $3 HAVING count(*) > 0`,
    [program, round, now],
  );
