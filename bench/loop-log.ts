import { personSql } from '#identify';
import { benefitSchema } from '#act';
import type { ClickHouse, Postgres } from '#platform';
import type { DeliveredMessage } from '#world';

/** One decision of a round, with the first account of whom it was about. */
export type Decided = {
  readonly userId: string | undefined;
  readonly group: string;
  readonly offer: string;
  readonly channel: string;
};

export const readDecided = async (
  clickhouse: ClickHouse,
  program: string,
  round: number,
): Promise<readonly Decided[]> => {
  const rows = await clickhouse.query<{ users: readonly string[]; group: string; offer: string; channel: string }>(
    `WITH account AS (
       SELECT ${personSql('id_key')} AS person, groupUniqArray(value) AS users
       FROM identifiers WHERE type = 'user_id' GROUP BY person)
     SELECT account.users AS users, "group", offer, channel
     FROM (
       SELECT ${personSql('profile_id')} AS person, "group", offer, channel
       FROM decisions FINAL WHERE program = {program:String} AND round = {round:UInt32}) AS decided
     LEFT JOIN account ON account.person = decided.person
     ORDER BY decided.person`,
    { program, round },
  );
  // numbers of second accounts are longer
  return rows.map(({ users, ...decision }) => ({
    ...decision,
    userId: users.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0],
  }));
};

type OutboxRow = {
  readonly key: string;
  readonly message: {
    readonly recipient: { readonly value: string };
    readonly facts: Readonly<Record<string, unknown>>;
    readonly queuedAt: string;
  };
};

/** The messages of a round that went out, as the world's people got them. */
export const readDelivered = async (
  postgres: Postgres,
  program: string,
  round: number,
): Promise<readonly DeliveredMessage[]> => {
  const rows = await postgres.query<OutboxRow>(
    `SELECT key, message FROM outbox_messages WHERE program = $1 AND round = $2 AND status = 'sent'`,
    [program, round],
  );
  return rows.map(({ key, message: { recipient, facts, queuedAt } }) => {
    // the key is program/round/profile/channel
    const channel = key.split('/').at(-1);
    const benefit = facts['benefit'];
    return {
      messageId: key,
      userId: recipient.value,
      channel: channel === 'sms' || channel === 'app_push' ? channel : 'wechat',
      benefit: typeof benefit === 'string' ? benefitSchema.parse(JSON.parse(benefit)) : null,
      at: new Date(queuedAt),
    };
  });
};
