import type { Postgres } from '#platform';
import type { Report } from '../schemas.ts';

export type ReportsAnswer = { readonly accepted: number; readonly unknown: readonly string[] };

/**
 * What providers say became of messages, on its way to the event log as `$message_delivered`, `$message_opened`,
 * `$message_clicked` or `$message_failed`. Repeating a report is harmless: the event's id is made of message and status.
 */
export const recordReports = async (postgres: Postgres, reports: readonly Report[]): Promise<ReportsAnswer> => {
  const known = await postgres.query<{ key: string }>(
    `WITH reported AS (
       SELECT DISTINCT ON (key, status) * FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS r(key, status, at)
       ORDER BY key, status, at
     ), noted AS (
       INSERT INTO act_changes (name, subject, profile_id, at, properties)
       SELECT '$message_' || r.status, o.key, o.profile_id, r.at,
              jsonb_build_object('message_id', o.key, 'channel', o.channel, 'program', o.program, 'round', o.round)
              || (o.message -> 'facts')
       FROM reported r JOIN outbox_messages o USING (key)
     )
     SELECT key FROM outbox_messages WHERE key = ANY($1::text[])`,
    [reports.map(({ messageId }) => messageId), reports.map(({ status }) => status), reports.map(({ at }) => at)],
  );
  const keys = new Set(known.map(({ key }) => key));
  const unknown = [...new Set(reports.map(({ messageId }) => messageId).filter((id) => !keys.has(id)))];
  return { accepted: reports.filter(({ messageId }) => keys.has(messageId)).length, unknown };
};
