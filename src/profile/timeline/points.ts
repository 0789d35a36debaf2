import { isoTime } from '#collect';
import { personAtSql } from '#identify';
import type { ClickHouse } from '#platform';

/** A person, and every key under which the log may hold something of theirs. */
export type PersonKeys = { readonly profileId: string; readonly keys: readonly string[] };

/** Where in the log an event is. */
export type Point = {
  readonly id_key: string;
  readonly name: string;
  /** As the engine writes it, to the millisecond. */
  readonly ts: string;
  readonly tag: number;
};

/** What a person did of one kind. */
export type Activity = {
  readonly name: string;
  readonly events: number;
  readonly first: string;
  readonly last: string;
};

/** Kinds of events of each person, with how many and from when to when. An identifier's earlier holder keeps their own. */
export const readActivity = async (
  clickhouse: ClickHouse,
  people: readonly PersonKeys[],
): Promise<ReadonlyMap<string, readonly Activity[]>> => {
  const rows = await clickhouse.query<{ person: string; name: string; events: string; first: string; last: string }>(
    `SELECT ${personAtSql('id_key', 'ts')} AS person, name, count() AS events, min(ts) AS first, max(ts) AS last
     FROM (SELECT DISTINCT id_key, name, ts, tag FROM events_by_person WHERE id_key IN {keys:Array(UInt64)})
     WHERE person IN {profiles:Array(UInt64)} GROUP BY person, name ORDER BY person, events DESC, name`,
    { keys: people.flatMap(({ keys }) => keys), profiles: people.map(({ profileId }) => profileId) },
  );
  const activity = new Map<string, Activity[]>(people.map(({ profileId }) => [profileId, []]));
  for (const { person, name, events, first, last } of rows) {
    activity.get(person)?.push({ name, events: Number(events), first: isoTime(first), last: isoTime(last) });
  }
  return activity;
};

export type PointFilter = {
  readonly names?: readonly string[];
  readonly sources?: readonly string[];
  /** From, until before. */
  readonly from?: Date;
  readonly until?: Date;
  /** The `next` of the page before. */
  readonly before?: string;
  readonly limit: number;
};

/** What `before` looks like: milliseconds and tag. */
export const cursorPattern = /^\d{1,15}_\d{1,10}$/;

/** The latest events of a person that fit, as places in the log, the latest first. */
export const readPoints = async (
  clickhouse: ClickHouse,
  { profileId, keys }: PersonKeys,
  { names = [], sources = [], from, until, before, limit }: PointFilter,
): Promise<readonly Point[]> => {
  const [time = '0', tag = '0'] = (before ?? '').split('_');
  const conditions = [
    'id_key IN {keys:Array(UInt64)}',
    names.length > 0 ? 'name IN {names:Array(String)}' : '',
    sources.length > 0 ? 'source IN {sources:Array(String)}' : '',
    from === undefined ? '' : `ts >= {from:DateTime64(3, 'UTC')}`,
    until === undefined ? '' : `ts < {until:DateTime64(3, 'UTC')}`,
    before === undefined ? '' : '(ts, tag) < (fromUnixTimestamp64Milli({time:Int64}), {tag:UInt32})',
    `${personAtSql('id_key', 'ts')} = {profileId:UInt64}`,
  ].filter((condition) => condition !== '');
  return clickhouse.query<Point>(
    `SELECT DISTINCT id_key, name, ts, tag FROM events_by_person WHERE ${conditions.join(' AND ')}
     ORDER BY ts DESC, tag DESC LIMIT {limit:UInt32}`,
    { profileId, keys, names, sources, from, until, time, tag, limit },
  );
};

/** More are counted by the engine. */
const mostPoints = 5_000;

/**
 * Kinds of events of a person, and where those of some kinds are. Of nearly everybody the engine sends all there is in its
 * cheapest query, and the sorting and counting is done here: half the work of a query that counts.
 */
export const readKinds = async (
  clickhouse: ClickHouse,
  person: PersonKeys,
  wanted: readonly string[],
): Promise<{ readonly activity: readonly Activity[]; readonly points: readonly Point[] }> => {
  const some = await clickhouse.query<Point>(
    `SELECT id_key, name, ts, tag FROM events_by_person
     WHERE id_key IN {keys:Array(UInt64)} AND ${personAtSql('id_key', 'ts')} = {profileId:UInt64} LIMIT {limit:UInt32}`,
    { ...person, limit: mostPoints },
  );
  if (some.length < mostPoints) {
    const all = latestFirst(some);
    return { activity: activityOf(all), points: all.filter(({ name }) => wanted.includes(name)) };
  }
  const [activities, points] = await Promise.all([
    readActivity(clickhouse, [person]),
    readPoints(clickhouse, person, { names: wanted, limit: mostPoints }),
  ]);
  return { activity: activities.get(person.profileId) ?? [], points };
};

/** @param points the latest first */
/** Without the rows that parts have not merged yet. */
const latestFirst = (points: readonly Point[]): readonly Point[] =>
  [...new Map(points.map((point) => [`${point.id_key} ${point.name} ${point.ts} ${point.tag}`, point])).values()].sort(
    (a, b) => (a.ts === b.ts ? b.tag - a.tag : a.ts < b.ts ? 1 : -1),
  );

const activityOf = (points: readonly Point[]): readonly Activity[] => {
  const kinds = new Map<string, Activity>();
  for (const { name, ts } of points) {
    const known = kinds.get(name);
    kinds.set(name, { name, events: (known?.events ?? 0) + 1, first: isoTime(ts), last: known?.last ?? isoTime(ts) });
  }
  return [...kinds.values()].toSorted((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
};

/** The cursor of the page after the one that ends with this point. */
export const cursorAfter = ({ ts, tag }: Point): string => `${Date.parse(isoTime(ts))}_${tag}`;
