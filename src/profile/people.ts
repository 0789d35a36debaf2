import { personAtSql, personSql } from '#identify';
import { type ClickHouse, idKey } from '#platform';
import { isSensitive, isoTime, type Pseudonymizer } from '#collect';
import type { PeopleAnswer } from './schemas.ts';
import { type PersonKeys, readActivity } from './timeline/points.ts';

type Identifier = PeopleAnswer['people'][number]['ids'][number];

/**
 * Whom a text may mean, for somebody who searches: `type:value` of any type (`wechat_openid@wx12ab:o1`), else a value of
 * every type there is, or a OneID.
 */
export const findProfiles = async (
  clickhouse: ClickHouse,
  query: string,
  pseudonymizer: Pseudonymizer,
): Promise<readonly string[]> => {
  const text = query.trim();
  const typed = typedKey(text, pseudonymizer);
  const meant = typed === undefined ? [] : await profilesOf(clickhouse, [typed]);
  if (meant.length > 0) return meant;
  const types = await typesSeen(clickhouse);
  const keys = types
    // of a text that says its type, `phone` would read the digits alone
    .filter((type) => typed === undefined || !isSensitive(type))
    .flatMap((type) => keyOf(type, text, pseudonymizer) ?? []);
  return profilesOf(clickhouse, [...keys, ...oneId(text)]);
};

/**
 * The person at an address: a OneID (one that went into another leads to that one), or an identifier as `type:value`.
 * Nobody is found by something else that happens to look alike.
 */
export const profileAt = async (
  clickhouse: ClickHouse,
  person: string,
  pseudonymizer: Pseudonymizer,
): Promise<string | undefined> => {
  const typed = typedKey(person, pseudonymizer);
  const [found] = await profilesOf(clickhouse, typed === undefined ? oneId(person) : [typed]);
  return found;
};

const typedKey = (text: string, pseudonymizer: Pseudonymizer): bigint | undefined => {
  const [, type, value = ''] = /^([a-z][\w@.-]{0,80}):(.+)$/su.exec(text) ?? [];
  return type === undefined ? undefined : keyOf(type, value, pseudonymizer);
};

const keyOf = (type: string, value: string, pseudonymizer: Pseudonymizer): bigint | undefined => {
  const stored = pseudonymizer.stored(type, value);
  return stored === '' ? undefined : idKey(type, stored);
};

const oneId = (text: string): readonly bigint[] =>
  /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n ? [BigInt(text)] : [];

const profilesOf = async (clickhouse: ClickHouse, keys: readonly bigint[]): Promise<readonly string[]> => {
  if (keys.length === 0) return [];
  const rows = await clickhouse.query<{ profile_id: string }>(
    `SELECT DISTINCT ${personSql('id_key')} AS profile_id
     FROM identifiers WHERE id_key IN {keys:Array(UInt64)}
     UNION DISTINCT
     SELECT profile_id FROM identity FINAL WHERE id_key IN {keys:Array(UInt64)}`,
    { keys },
  );
  return rows.map((row) => row.profile_id);
};

/** Every type of identifier that anybody is known by, those of one application or scene included. */
export const typesSeen = async (clickhouse: ClickHouse): Promise<readonly string[]> => {
  const rows = await clickhouse.query<{ type: string }>('SELECT DISTINCT toString(type) AS type FROM identifiers');
  return rows.map(({ type }) => type);
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

/** What the log calls a person by, as of now. */
export const identifiersByKey = async (
  clickhouse: ClickHouse,
  keys: readonly string[],
): Promise<readonly Identifier[]> => {
  const rows = await clickhouse.query<{ type: string; value: string; first: string; last: string }>(
    `SELECT type, value, first_seen AS first, last_seen AS last FROM identifiers WHERE id_key IN {keys:Array(UInt64)}`,
    { keys },
  );
  const found = new Map<string, Identifier>();
  for (const row of rows) {
    const next = identifierOf(row);
    const known = found.get(`${row.type}:${row.value}`) ?? next;
    // ISO times sort as they run
    const firstSeen = known.firstSeen < next.firstSeen ? known.firstSeen : next.firstSeen;
    const lastSeen = known.lastSeen > next.lastSeen ? known.lastSeen : next.lastSeen;
    found.set(`${row.type}:${row.value}`, { ...next, firstSeen, lastSeen });
  }
  return [...found.values()].toSorted((a, b) => (a.firstSeen + a.type < b.firstSeen + b.type ? -1 : 1));
};

const identifierOf = (row: { type: string; value: string; first: string; last: string }): Identifier => ({
  type: row.type,
  value: row.value,
  sensitive: isSensitive(row.type),
  firstSeen: isoTime(row.first),
  lastSeen: isoTime(row.last),
});

/** Rows of the people list, in the order of the given profiles. */
export const peopleRows = async (
  clickhouse: ClickHouse,
  profiles: readonly string[],
): Promise<PeopleAnswer['people']> => {
  const [ids, people] = await Promise.all([identifiersOf(clickhouse, profiles), keysOfProfiles(clickhouse, profiles)]);
  const [activity, names] = await Promise.all([readActivity(clickhouse, people), readNames(clickhouse, people)]);
  return people.flatMap(({ profileId }) => {
    const own = ids.get(profileId) ?? [];
    const first = own.map((id) => id.firstSeen).toSorted()[0];
    const last = own
      .map((id) => id.lastSeen)
      .toSorted()
      .at(-1);
    if (first === undefined || last === undefined) return [];
    const events = activity.get(profileId)?.reduce((sum, each) => sum + each.events, 0) ?? 0;
    return [{ profileId, name: names.get(profileId) ?? null, ids: own, firstSeen: first, lastSeen: last, events }];
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
  if (profiles.length === 0) return new Map();
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
    list.push(identifierOf(row));
    found.set(row.profile_id, list);
  }
  return found;
};

/** All numeric keys of a person: what a read of the log by person filters on, since the log is sorted by them. */
export const keysOfProfile = async (clickhouse: ClickHouse, profileId: string): Promise<readonly string[]> =>
  (await keysOfProfiles(clickhouse, [profileId])).flatMap(({ keys }) => keys);

export type Keyed = PersonKeys & {
  /** Without what was theirs once and is another's now. */
  readonly own: readonly string[];
};

type KeyRow = { readonly id_key: string; readonly person: string; readonly own: number };

/**
 * What is theirs and what was, of the people that `whose` holds for. The index on profiles also knows outdated rows; what
 * readers see decides. What passed on is theirs until then: whoever reads by these keys also asks for the person.
 */
const keysSql = (whose: (column: string) => string): string =>
  `SELECT id_key, ${personSql('id_key')} AS person, 1 AS own FROM identity WHERE ${whose('profile_id')} AND ${whose('person')}
   UNION ALL
   SELECT id_key, profile_id AS person, 0 AS own FROM identity_tenures FINAL WHERE ${whose('profile_id')} AND gone = 0`;

const keyedOf = (profileId: string, rows: readonly KeyRow[]): Keyed => {
  const keysOf = (some: readonly KeyRow[]): readonly string[] => [
    ...new Set([profileId, ...some.map((row) => row.id_key)]),
  ];
  return { profileId, keys: keysOf(rows), own: keysOf(rows.filter(({ own }) => own === 1)) };
};

/** The same of several people, in their order. */
export const keysOfProfiles = async (
  clickhouse: ClickHouse,
  profiles: readonly string[],
): Promise<readonly Keyed[]> => {
  const rows = await clickhouse.query<KeyRow>(
    keysSql((column) => `${column} IN {profiles:Array(UInt64)}`),
    { profiles },
  );
  return profiles.map((profileId) =>
    keyedOf(
      profileId,
      rows.filter(({ person }) => person === profileId),
    ),
  );
};

/** Whose an identifier is now, looked up in memory, with all their keys; an unknown one is its own. */
export const keysByKey = async (clickhouse: ClickHouse, key: string): Promise<Keyed> => {
  const rows = await clickhouse.query<KeyRow>(
    `WITH (SELECT ${personSql('{key:UInt64}')}) AS holder
     SELECT holder AS id_key, holder AS person, 1 AS own
     UNION ALL
     ${keysSql((column) => `${column} = holder`)}`,
    { key },
  );
  return keyedOf(rows[0]?.person ?? key, rows);
};

/** What people said last that they are called, in an `$identify` of the time in which they were who they are. */
const readNames = async (
  clickhouse: ClickHouse,
  people: readonly PersonKeys[],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await clickhouse.query<{ person: string; called: string }>(
    `SELECT ${personAtSql('id_key', 'ts')} AS person, argMax(toString(properties.name), (ts, received_at)) AS called
     FROM events PREWHERE name = '$identify' AND id_key IN {keys:Array(UInt64)}
     WHERE person IN {profiles:Array(UInt64)} AND notEmpty(toString(properties.name)) GROUP BY person`,
    { keys: people.flatMap(({ keys }) => keys), profiles: people.map(({ profileId }) => profileId) },
  );
  return new Map(rows.map(({ person, called }) => [person, called]));
};
