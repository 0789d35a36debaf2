import { consentEventNames } from '#collect';
import type { Sql } from '#documents';
import { personSql } from '#identify';
import { type ClickHouse, sqlTime } from '#platform';
import { readNumberRows } from '../column-stream.ts';
import { allowedUnlessSaid, type ConsentPurpose } from './purposes.ts';

/** Whom one asks about: a purpose, and the names of a channel (`consentChannels`). */
export type ConsentQuestion = { readonly purpose: ConsentPurpose; readonly channels: readonly string[] };

/**
 * SQL of (profile_id, allowed): what each person who ever spoke of this purpose and channel said last, before the query's
 * own `{as_of:DateTime64(3)}`. Of a yes and a no in the same millisecond the no counts. Reads the consent events alone, which
 * the log holds together; whose they are follows the identity map.
 */
const lastSaid = ({ purpose, channels }: ConsentQuestion, prefix: string): Sql => ({
  sql: `SELECT profile_id, argMax(name = '$consent_given', (ts, name != '$consent_given', event_id)) AS allowed
    FROM people_events
    WHERE name IN {${prefix}_names:Array(String)} AND ts < {as_of:DateTime64(3)}
      AND toString(properties.purpose) = {${prefix}_purpose:String}
      AND toString(properties.channel) IN {${prefix}_channels:Array(String)}
    GROUP BY profile_id`,
  params: {
    [`${prefix}_names`]: consentEventNames,
    [`${prefix}_purpose`]: purpose.name,
    [`${prefix}_channels`]: channels,
  },
});

/**
 * A condition on a column of OneIDs: they may be used for the purpose by the channel. To be put into the WHERE of an audience or an export
 * that has the parameter `as_of`.
 *
 * @param column of type UInt64, never a value from outside
 * @example const allowed = consentedCondition('profile_id', { purpose, channels: ['email', '*'] });
 */
export const consentedCondition = (column: string, question: ConsentQuestion, prefix = 'consent'): Sql => {
  const { sql, params } = lastSaid(question, prefix);
  return allowedUnlessSaid(question.purpose, question.channels)
    ? { sql: `${column} NOT IN (SELECT profile_id FROM (${sql}) WHERE NOT allowed)`, params }
    : { sql: `${column} IN (SELECT profile_id FROM (${sql}) WHERE allowed)`, params };
};

/** SQL of the OneIDs of everybody who may be used for the purpose by the channel, before `{as_of:DateTime64(3)}`. */
export const consentedSql = (question: ConsentQuestion, prefix = 'consent'): Sql => {
  const { sql, params } = consentedCondition('profile_id', question, prefix);
  return {
    sql: `SELECT profile_id FROM (SELECT DISTINCT ${personSql('id_key')} AS profile_id FROM identifiers) WHERE ${sql}`,
    params,
  };
};

/** For who has everybody in memory: only those who spoke are read, and they are few or all are. */
export type ConsentedPeople = { readonly has: (profileId: bigint) => boolean };

export const readConsented = async (
  clickhouse: ClickHouse,
  question: ConsentQuestion,
  asOf: Date,
): Promise<ConsentedPeople> => {
  const { sql, params } = lastSaid(question, 'consent');
  const byDefault = allowedUnlessSaid(question.purpose, question.channels);
  const stream = await clickhouse.stream(
    `SELECT profile_id FROM (${sql}) WHERE allowed = {wanted:UInt8} FORMAT RowBinary`,
    { ...params, as_of: sqlTime(asOf), wanted: byDefault ? 0 : 1 },
  );
  const exceptions = new Set((await readNumberRows(stream, 0)).keys);
  return { has: (profileId) => exceptions.has(profileId) !== byDefault };
};
