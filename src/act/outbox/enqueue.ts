import type { Postgres } from '#platform';
import type { OutboundMessage } from '../channels/channel.ts';

/** A message and the channel it goes out by. `sendAfter`: not before (quiet hours); now if left out. */
export type QueuedMessage = OutboundMessage & { readonly channel: string; readonly sendAfter?: string };

const chunkSize = 2_000;

/** Names a message: one per program, round, person and channel. */
export const messageKey = (program: string, round: number, profileId: string, channel: string): string =>
  `${program}/${round}/${profileId}/${channel}`;

/** Puts messages in the outbox. A key that is there already stays as it is. @returns how many were new */
export const enqueue = async (postgres: Postgres, messages: readonly QueuedMessage[]): Promise<number> => {
  let added = 0;
  for (let start = 0; start < messages.length; start += chunkSize) {
    const some = messages.slice(start, start + chunkSize);
    const rows = await postgres.query(
      `INSERT INTO outbox_messages (key, channel, program, round, profile_id, message, send_after, queued_at)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::jsonb[], $7::timestamptz[], $8::timestamptz[])
       ON CONFLICT (key) DO NOTHING RETURNING 1`,
      [
        some.map(({ key }) => key),
        some.map(({ channel }) => channel),
        some.map(({ program }) => program),
        some.map(({ round }) => round),
        some.map(({ profileId }) => profileId),
        some.map(({ channel: _channel, sendAfter: _sendAfter, ...message }) => JSON.stringify(message)),
        some.map(({ sendAfter, queuedAt }) => sendAfter ?? queuedAt),
        some.map(({ queuedAt }) => queuedAt),
      ],
    );
    added += rows.length;
  }
  return added;
};
