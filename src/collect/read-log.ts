import { type ClickHouse, sqlTime } from '#platform';
import { isoTime } from './quarantine.ts';
import type { ArrivalsAnswer, LoggedEvent } from './schemas.ts';
import type { Words } from '../platform/schemas.ts';

export type EventTitles = ReadonlyMap<string, Words>;

const ranges = {
  hour: { bucketSeconds: 60, buckets: 60 },
  day: { bucketSeconds: 1800, buckets: 48 },
  month: { bucketSeconds: 86_400, buckets: 30 },
  all: { bucketSeconds: 7 * 86_400, buckets: 120 },
} as const;
export type ArrivalRange = keyof typeof ranges;

/** What arrived lately: by time received, by event, by source. `all` counts by the time things happened. */
export const arrivals = async (
  clickhouse: ClickHouse,
  range: ArrivalRange,
  now: Date,
  titles: EventTitles,
): Promise<ArrivalsAnswer> => {
  const { bucketSeconds, buckets } = ranges[range];
  const since = new Date(Math.floor(now.getTime() / 1000 / bucketSeconds - buckets + 1) * bucketSeconds * 1000);
  const times = { since: sqlTime(since), bucketSeconds };
  const [series, byName, bySource] = await Promise.all([
    range === 'all'
      ? clickhouse.query<{ at: string; events: string }>(
          `SELECT toDateTime(intDiv(toUnixTimestamp(ts), {bucketSeconds:UInt32}) * {bucketSeconds:UInt32}, 'UTC') AS at, count() AS events
           FROM events FINAL WHERE ts >= {since:DateTime64(3)} GROUP BY at ORDER BY at`,
          times,
        )
      : clickhouse.query<{ at: string; events: string }>(
          `SELECT toDateTime(intDiv(toUnixTimestamp(minute), {bucketSeconds:UInt32}) * {bucketSeconds:UInt32}, 'UTC') AS at, sum(events) AS events
           FROM arrivals_per_minute WHERE minute >= toDateTime({since:DateTime64(3)}) GROUP BY at ORDER BY at`,
          times,
        ),
    clickhouse.query<{ name: string; events: string; people: string; last_seen: string }>(
      `SELECT name, count() AS events, uniqIf(profile_id, profile_id != 0) AS people, max(ts) AS last_seen FROM people_events
       WHERE ${range === 'all' ? 'ts' : 'received_at'} >= {since:DateTime64(3)}
       GROUP BY name ORDER BY events DESC, name LIMIT 500`,
      times,
    ),
    clickhouse.query<{ source: string; events: string; last_seen: string }>(
      `SELECT source, sum(events) AS events, max(minute) AS last_seen FROM arrivals_per_minute
       ${range === 'all' ? '' : 'WHERE minute >= toDateTime({since:DateTime64(3)})'} GROUP BY source ORDER BY events DESC, source LIMIT 100`,
      times,
    ),
  ]);
  const counted = new Map(series.map((row) => [Date.parse(isoTime(row.at)), Number(row.events)]));
  return {
    now: now.toISOString(),
    bucketSeconds,
    buckets: Array.from({ length: buckets }, (_, i) => {
      const at = since.getTime() + i * bucketSeconds * 1000;
      return { at: new Date(at).toISOString(), events: counted.get(at) ?? 0 };
    }),
    total: [...counted.values()].reduce((sum, events) => sum + events, 0),
    byName: byName.map((row) => ({
      name: row.name,
      title: titles.get(row.name) ?? null,
      defined: titles.has(row.name),
      events: Number(row.events),
      people: Number(row.people),
      lastSeen: isoTime(row.last_seen),
    })),
    bySource: bySource.map((row) => ({
      source: row.source,
      events: Number(row.events),
      lastSeen: isoTime(row.last_seen),
    })),
  };
};

type Row = {
  event_id: string;
  name: string;
  ts: string;
  received_at: string;
  source: string;
  person: string;
  ids: Record<string, string>;
  properties: Record<string, unknown>;
  value: string | null;
  currency: string;
};

/**
 * Events in reverse order of time. With `keys` (a person's identifiers) only that person's.
 * `before` is the `next` of the page before: time and event id, so that no two pages share an event.
 */
export const readEvents = async (
  clickhouse: ClickHouse,
  filter: {
    readonly keys?: readonly string[];
    /** Of these keys' events only those that are this person's: an identifier may have been another's before. */
    readonly profileId?: string;
    readonly names?: readonly string[];
    readonly before?: string;
    readonly limit: number;
  },
  titles: EventTitles,
): Promise<{ events: LoggedEvent[]; next: string | null }> => {
  const [time, id] = (filter.before ?? '').split('_');
  const conditions = [
    filter.keys ? 'id_key IN {keys:Array(UInt64)}' : '',
    filter.profileId ? 'profile_id = {profileId:UInt64}' : '',
    filter.names && filter.names.length > 0 ? 'name IN {names:Array(String)}' : '',
    time && id ? '(ts, event_id) < (fromUnixTimestamp64Milli({time:Int64}), {id:UUID})' : '',
  ].filter((text) => text !== '');
  const rows = await clickhouse.query<Row>(
    `SELECT event_id, name, ts, received_at, source, toString(profile_id) AS person, ids, properties, value, currency
     FROM people_events ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ORDER BY ts DESC, event_id DESC LIMIT {limit:UInt32}`,
    {
      keys: filter.keys ?? [],
      profileId: filter.profileId ?? '0',
      names: filter.names ?? [],
      time: time || '0',
      id: id || '00000000-0000-0000-0000-000000000000',
      limit: filter.limit,
    },
    // numbers inside properties stay numbers; the collector lets none in that a double cannot hold
    { output_format_json_quote_64bit_integers: 0 },
  );
  const last = rows.length === filter.limit ? rows.at(-1) : undefined;
  return {
    events: rows.map((row) => ({
      eventId: row.event_id,
      name: row.name,
      title: titles.get(row.name) ?? null,
      at: isoTime(row.ts),
      receivedAt: isoTime(row.received_at),
      source: row.source,
      profileId: row.person,
      ids: row.ids,
      properties: row.properties,
      value: row.value === null ? null : Number(row.value),
      currency: row.currency,
    })),
    next: last ? `${Date.parse(isoTime(last.ts))}_${last.event_id}` : null,
  };
};
