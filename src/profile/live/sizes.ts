import { isoTime } from '#collect';
import { type ClickHouse, sqlTime } from '#platform';

export type AudienceSize = { readonly size: number; readonly changedAt: string | null };

/** How many are in each audience now, and when somebody last came or went. */
export const readSizes = async (clickhouse: ClickHouse): Promise<ReadonlyMap<string, AudienceSize>> => {
  const rows = await clickhouse.query<{ audience: string; size: string; changed: string }>(
    'SELECT audience, sum(member) AS size, max(since) AS changed FROM audience_members FINAL GROUP BY audience',
  );
  return new Map(
    rows.map(({ audience, size, changed }) => [audience, { size: Number(size), changedAt: isoTime(changed) }]),
  );
};

/** Keeps the present sizes as those of this hour. */
export const noteSizes = (clickhouse: ClickHouse, audiences: readonly string[], now: Date): Promise<void> =>
  clickhouse.command(
    `INSERT INTO audience_sizes (audience, hour, size, noted_at)
     WITH counted AS (
       SELECT audience, sum(member) AS size FROM audience_members FINAL WHERE audience IN {audiences:Array(String)} GROUP BY audience)
     SELECT name, toStartOfHour({now:DateTime64(3, 'UTC')}), counted.size, {now:DateTime64(3, 'UTC')}
     FROM (SELECT arrayJoin({audiences:Array(String)}) AS name) AS named LEFT JOIN counted ON counted.audience = named.name`,
    { audiences, now: sqlTime(now) },
  );
