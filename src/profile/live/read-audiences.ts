import { isoTime } from '#collect';
import type { Sql } from '#documents';
import { type ClickHouse, type Clock, sqlTime } from '#platform';
import type { AudienceHistoryAnswer } from './schemas.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly clock: Clock };

/** Sizes at the end of each of the last days of each audience, the oldest first. */
export const readTrends = async (
  { clickhouse, clock }: Deps,
  days = 30,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const rows = await clickhouse.query<{ audience: string; sizes: string[] }>(
    `SELECT audience, arrayMap(x -> x.2, arraySort(groupArray((day, size)))) AS sizes FROM (
       SELECT audience, toDate(hour) AS day, argMax(size, (hour, noted_at)) AS size FROM audience_sizes
       WHERE hour >= {now:DateTime64(3, 'UTC')} - toIntervalDay({days:UInt16}) GROUP BY audience, day)
     GROUP BY audience`,
    { now: sqlTime(clock.now()), days },
  );
  return new Map(rows.map(({ audience, sizes }) => [audience, sizes.map(Number)]));
};

/** How an audience grew and shrank: its size by the hour it changed in, and who came and went by day. */
export const readAudienceHistory = async (
  { clickhouse, clock }: Deps,
  audience: string,
  days: number,
): Promise<AudienceHistoryAnswer> => {
  const params = { audience, days, now: sqlTime(clock.now()) };
  const since = `{now:DateTime64(3, 'UTC')} - toIntervalDay({days:UInt16})`;
  const [sizes, told] = await Promise.all([
    clickhouse.query<{ at: string; size: string }>(
      `SELECT hour AS at, argMax(size, noted_at) AS size FROM audience_sizes
       WHERE audience = {audience:String} AND hour >= ${since} GROUP BY hour ORDER BY hour`,
      params,
    ),
    clickhouse.query<{ day: string; entered: string; left: string }>(
      `SELECT toDateTime(toDate(ts), 'UTC') AS day, countIf(name = '$audience_entered') AS entered, countIf(name = '$audience_left') AS left
       FROM events FINAL WHERE name IN ('$audience_entered', '$audience_left') AND source = 'gyre'
         AND properties.audience.:String = {audience:String} AND ts >= ${since}
       GROUP BY day ORDER BY day`,
      params,
    ),
  ]);
  return {
    sizes: sizes.map(({ at, size }) => ({ at: isoTime(at), size: Number(size) })),
    days: told.map(({ day, entered, left }) => ({
      day: isoTime(day),
      entered: Number(entered),
      left: Number(left),
    })),
  };
};

/** Some of an audience's people: the same ones for the same draw. */
export const sampleMembers = async (
  clickhouse: ClickHouse,
  people: Sql,
  {
    audience,
    limit,
    draw,
    asOf,
  }: { readonly audience: string; readonly limit: number; readonly draw: number; readonly asOf: Date },
): Promise<readonly { readonly profileId: string; readonly since: string | null }[]> => {
  const rows = await clickhouse.query<{ profile_id: string; since: string }>(
    `WITH some AS (SELECT profile_id FROM (${people.sql}) ORDER BY cityHash64(profile_id, {draw:UInt32}) LIMIT {limit:UInt16})
     SELECT some.profile_id AS profile_id, known.since AS since FROM some
     LEFT JOIN (SELECT profile_id, argMax(since, version) AS since FROM audience_members
       WHERE audience = {sampled:String} AND profile_id IN (SELECT profile_id FROM some) GROUP BY profile_id) AS known USING (profile_id)`,
    { ...people.params, sampled: audience, limit, draw, as_of: sqlTime(asOf) },
  );
  return rows.map(({ profile_id, since }) => ({
    profileId: profile_id,
    since: since.startsWith('1970') ? null : isoTime(since),
  }));
};
