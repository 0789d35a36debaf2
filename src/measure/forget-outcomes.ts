import type { ClickHouse } from '#platform';

/** As `anonymiseDecisions`: what came of a round stays true, under a number that is nobody's. Safe to repeat. */
export const anonymiseOutcomes = (clickhouse: ClickHouse, anonymousId: string): Promise<void> =>
  clickhouse.command(
    `INSERT INTO outcomes SELECT * REPLACE ({anonymous:UInt64} AS profile_id)
     FROM (SELECT * FROM outcomes FINAL WHERE profile_id IN (SELECT id_key FROM erasing_keys))`,
    { anonymous: anonymousId },
  );
