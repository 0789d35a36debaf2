import { personSql } from '#identify';
import { type ClickHouse, idKey } from '#platform';
import { isSensitive, isoTime, type Pseudonymizer } from '#collect';
import type { PeopleAnswer } from './schemas.ts';

type Identifier = PeopleAnswer['people'][number]['ids'][number];

const searchedTypes = [
  'user_id',
  'anonymous_id',
  'member_card',
  'phone',
  'email',
  'id_card',
  'wechat_unionid',
  'wechat_openid',
  'device_id',
  'order_account',
];

/** The OneID that an identifier of any type belongs to now. A OneID that went into another leads to that one. */
export const findProfiles = async (
  clickhouse: ClickHouse,
  query: string,
  pseudonymizer: Pseudonymizer,
): Promise<readonly string[]> => {
  const text = query.trim();
  const typed = /^([a-z][a-z0-9_]*):(.+)$/.exec(text);
  const types = typed ? [typed[1] ?? ''] : searchedTypes;
  const value = typed ? (typed[2] ?? '') : text;
  const keys = types.flatMap((type) => {
    const stored = pseudonymizer.stored(type, value);
    return stored === '' ? [] : [idKey(type, stored)];
  });
  if (/^\d{15,20}$/.test(text) && BigInt(text) < 2n ** 64n) keys.push(BigInt(text));
  const rows = await clickhouse.query<{ profile_id: string }>(
    `SELECT DISTINCT ${personSql('id_key')} AS profile_id
     FROM identifiers WHERE id_key IN {keys:Array(UInt64)}
     UNION DISTINCT
     SELECT profile_id FROM identity FINAL WHERE id_key IN {keys:Array(UInt64)}`,
    { keys },
  );
  return rows.map((row) => row.profile_id);
};

/** The people seen last. */
export const latestProfiles = async (clickhouse: ClickHouse, limit: number): Promise<readonly string[]> => {
  const rows = await clickhouse.query<{ profile_id: string }>(
    `SELECT ${personSql('id_key')} AS profile_id, max(last_seen) AS seen
     FROM identifiers GROUP BY profile_id ORDER BY seen DESC, profile_id LIMIT {limit:UInt32}`,
    { limit },
  );
  return rows.map((row) => row.profile_id);
};

/** Rows of the people list, in the order of the given profiles. */
export const peopleRows = async (
  clickhouse: ClickHouse,
  profiles: readonly string[],
): Promise<PeopleAnswer['people']> => {
  const [ids, counts] = await Promise.all([identifiersOf(clickhouse, profiles), eventCounts(clickhouse, profiles)]);
  return profiles.flatMap((profileId) => {
    const own = ids.get(profileId) ?? [];
    const first = own.map((id) => id.firstSeen).toSorted()[0];
    const last = own
      .map((id) => id.lastSeen)
      .toSorted()
      .at(-1);
    if (first === undefined || last === undefined) return [];
    const count = counts.get(profileId);
    return [
      { profileId, name: count?.name ?? null, ids: own, firstSeen: first, lastSeen: last, events: count?.events ?? 0 },
    ];
  });
};

/**
 * (id_key, profile_id) of the given profiles. Which rows may be theirs comes from an index that also knows outdated ones;
 * the last version of each decides.
 */
const ownKeys = `
  SELECT id_key, owner AS profile_id FROM (
    SELECT id_key, argMax(profile_id, version) AS owner FROM identity
    WHERE id_key IN (SELECT id_key FROM identity WHERE profile_id IN {profiles:Array(UInt64)}) GROUP BY id_key)
  WHERE owner IN {profiles:Array(UInt64)}
  UNION DISTINCT
  SELECT arrayJoin({profiles:Array(UInt64)}) AS id_key, id_key AS profile_id`;

/** Every identifier that now belongs to each profile. */
export const identifiersOf = async (
  clickhouse: ClickHouse,
  profiles: readonly string[],
): Promise<ReadonlyMap<string, Identifier[]>> => {
  const rows = await clickhouse.query<{ profile_id: string; type: string; value: string; first: string; last: string }>(
    `WITH own AS (${ownKeys})
     SELECT own.profile_id AS profile_id, known.type AS type, known.value AS value,
       min(known.first_seen) AS first, max(known.last_seen) AS last
     FROM (SELECT * FROM identifiers WHERE id_key IN (SELECT id_key FROM own)) AS known
     INNER JOIN own ON own.id_key = known.id_key
     GROUP BY profile_id, type, value
     ORDER BY first, type, value`,
    { profiles },
  );
  const found = new Map<string, Identifier[]>();
  for (const row of rows) {
    const list = found.get(row.profile_id) ?? [];
    list.push({
      type: row.type,
      value: row.value,
      sensitive: isSensitive(row.type),
      firstSeen: isoTime(row.first),
      lastSeen: isoTime(row.last),
    });
    found.set(row.profile_id, list);
  }
  return found;
};

/** All numeric keys of a person: what a read of the log by person filters on, since the log is sorted by them. */
export const keysOfProfile = async (clickhouse: ClickHouse, profileId: string): Promise<readonly string[]> => {
  const rows = await clickhouse.query<{ id_key: string }>(
    // what was theirs and passed on is theirs until then: whoever reads by these keys also asks for the person
    `SELECT id_key FROM (${ownKeys})
     UNION DISTINCT SELECT id_key FROM identity_tenures FINAL WHERE profile_id IN {profiles:Array(UInt64)} AND gone = 0`,
    { profiles: [profileId] },
  );
  return [...new Set([profileId, ...rows.map((row) => row.id_key)])];
};

const eventCounts = async (
  clickhouse: ClickHouse,
  profiles: readonly string[],
): Promise<ReadonlyMap<string, { events: number; name: string | null }>> => {
  const rows = await clickhouse.query<{ profile_id: string; events: string; name: string | null }>(
    `WITH own AS (SELECT id_key FROM (${ownKeys}))
     SELECT profile_id, count() AS events,
       argMaxIf(toString(properties.name), ts, name = '$identify' AND notEmpty(toString(properties.name))) AS name
     FROM people_events WHERE id_key IN own GROUP BY profile_id`,
    { profiles },
  );
  return new Map(rows.map((row) => [row.profile_id, { events: Number(row.events), name: row.name || null }]));
};
