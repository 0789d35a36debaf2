import { isoTime } from '#collect';
import type { ClickHouse, Postgres } from '#platform';
import { knownIdentifiers, unknownIdentifier } from './known-identifiers.ts';
import type { IdentityHealth, KnownIdentifier } from './schemas.ts';

const sizes = [1, 2, 3, 4, 6, 11, 21, 51] as const;
/** So many profiles into one within a minute are worth a look. */
const stormMerges = 20;
const listed = 100;

/** Is the map of people sound: how large people are, what was refused and why, what passes through many hands. */
export const readHealth = async (clickhouse: ClickHouse, postgres: Postgres): Promise<IdentityHealth> => {
  const [[totals], buckets, largest, refusals, refused, hubs, days, storms, cuts] = await Promise.all([
    clickhouse.query<{ identifiers: string }>('SELECT uniq(id_key) AS identifiers FROM identifiers'),
    clickhouse.query<{ at: string; people: string; held: string }>(
      `SELECT arrayLastIndex(least -> identifiers >= least, {sizes:Array(UInt32)}) AS at, count() AS people, sum(identifiers) AS held
       FROM (${personSizes}) GROUP BY at ORDER BY at`,
      { sizes },
    ),
    clickhouse.query<{ profile_id: string; identifiers: string }>(
      `SELECT profile_id, identifiers FROM (${personSizes}) ORDER BY identifiers DESC, profile_id LIMIT 20`,
    ),
    clickhouse.query<{ reason: string; links: string }>(
      `SELECT if(startsWith(reason, 'limit:'), toString(reason), splitByChar(':', toString(reason))[1]) AS reason, count() AS links
       FROM (SELECT reason FROM identity_refused FINAL WHERE identity_refused.reason != '') GROUP BY reason ORDER BY links DESC, reason`,
    ),
    clickhouse.query<{ key_a: string; key_b: string; rule: string; reason: string; link_at: string; event_id: string }>(
      `SELECT key_a, key_b, rule, reason, link_at, event_id FROM identity_refused FINAL WHERE reason != ''
       ORDER BY version DESC, link_at DESC, key_a, key_b LIMIT ${listed}`,
    ),
    clickhouse.query<{ hub: string; links: string }>(
      `SELECT hub, uniqExact(neighbour) AS links FROM (
         SELECT if(key IN (${hubKeys}), key, other) AS hub, if(key IN (${hubKeys}), other, key) AS neighbour
         FROM identity_edges WHERE key IN (${hubKeys}) OR other IN (${hubKeys}))
       GROUP BY hub ORDER BY links DESC, hub LIMIT ${listed}`,
    ),
    clickhouse.query<{ day: string; merged: string; split: string }>(
      `SELECT toDate(at) AS day, countIf(kind = 'merged') AS merged, countIf(kind = 'split') AS split
       FROM identity_changes FINAL GROUP BY day ORDER BY day DESC LIMIT 30`,
    ),
    clickhouse.query<{ into_profile: string; minute: string; merges: string }>(
      `SELECT into_profile, toStartOfMinute(at) AS minute, count() AS merges FROM identity_changes FINAL
       WHERE kind = 'merged' GROUP BY into_profile, minute HAVING merges >= ${stormMerges} ORDER BY merges DESC, into_profile LIMIT 20`,
    ),
    postgres.queryOne<{ n: number }>('SELECT count(*) AS n FROM identity_cuts WHERE ended_at IS NULL'),
  ]);
  const named = await knownIdentifiers(clickhouse, [
    ...refused.flatMap(({ key_a, key_b }) => [BigInt(key_a), BigInt(key_b)]),
    ...hubs.map(({ hub }) => BigInt(hub)),
  ]);
  const about = (key: string): KnownIdentifier => named.get(BigInt(key)) ?? unknownIdentifier(key);
  const identifiers = Number(totals?.identifiers ?? 0);
  const linked = buckets.reduce((sum, bucket) => sum + Number(bucket.held), 0);
  // whoever has one identifier needs no entry in the map
  const single = Math.max(0, identifiers - linked);
  const counted = new Map(buckets.map(({ at, people }) => [Number(at) - 1, Number(people)]));
  counted.set(0, (counted.get(0) ?? 0) + single);
  return {
    identifiers,
    people: [...counted.values()].reduce((sum, people) => sum + people, 0),
    sizes: sizes
      .map((from, i) => ({ from, to: (sizes[i + 1] ?? 0) - 1 || null, people: counted.get(i) ?? 0 }))
      .map(open),
    largest: largest.map((row) => ({ profileId: row.profile_id, identifiers: Number(row.identifiers) })),
    refusals: refusals.map(({ reason, links }) => ({ reason, links: Number(links) })),
    refused: refused.map((row) => ({
      a: about(row.key_a),
      b: about(row.key_b),
      rule: row.rule,
      reason: row.reason,
      at: isoTime(row.link_at),
      eventId: row.event_id,
    })),
    hubs: hubs.map(({ hub, links }) => ({ identifier: about(hub), seenWith: Number(links) })),
    days: days.map(({ day, merged, split }) => ({ day, merged: Number(merged), split: Number(split) })).toReversed(),
    storms: storms.map(({ into_profile, minute, merges }) => ({
      profileId: into_profile,
      at: isoTime(minute),
      merges: Number(merges),
    })),
    cuts: cuts?.n ?? 0,
  };
};

/** The last size has no end. */
const open = (size: IdentityHealth['sizes'][number]): IdentityHealth['sizes'][number] => ({
  ...size,
  to: size.to !== null && size.to < size.from ? null : size.to,
});

/** (profile_id, identifiers) of everybody with more than one. */
const personSizes = `
  SELECT profile_id, countIf(id_key != profile_id) + 1 AS identifiers FROM (SELECT id_key, profile_id FROM identity FINAL)
  GROUP BY profile_id HAVING countIf(id_key != profile_id) > 0`;

const hubKeys = 'SELECT id_key FROM identity_hubs';
