import type { ClickHouse } from '#platform';

/**
 * Copies a person's decisions to a number that is nobody's, so that a round still counts everybody it decided about: group, choice and
 * propensity are what measurement needs. The rows under the person's own number are left to whoever deletes them. Safe to repeat.
 * @param anonymousId drawn at random, kept nowhere after the erasure
 */
export const anonymiseDecisions = (clickhouse: ClickHouse, anonymousId: string): Promise<void> =>
  clickhouse.command(
    `INSERT INTO decisions SELECT * REPLACE (generateUUIDv4() AS decision_id, {anonymous:UInt64} AS profile_id)
     FROM (SELECT * FROM decisions FINAL WHERE profile_id IN (SELECT id_key FROM erasing_keys))`,
    { anonymous: anonymousId },
  );
