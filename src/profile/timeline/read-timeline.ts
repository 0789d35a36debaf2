import { type EventTitles, isoTime } from '#collect';
import type { ClickHouse } from '#platform';
import type { LoggedEvent } from '../../collect/schemas.ts';
import { cursorAfter, type PersonKeys, type Point, type PointFilter, readPoints } from './points.ts';
import { tagSql } from './tables.ts';

type Row = {
  readonly event_id: string;
  readonly name: string;
  readonly ts: string;
  readonly received_at: string;
  readonly source: string;
  readonly ids: Record<string, string>;
  readonly properties: Record<string, unknown>;
  readonly value: string | null;
  readonly currency: string;
};

/** A page of what happened to a person, the latest first: where it is in the log from the small table, the whole of it from the log. */
export const readTimeline = async (
  clickhouse: ClickHouse,
  person: PersonKeys,
  filter: PointFilter,
  titles: EventTitles,
): Promise<{ readonly events: LoggedEvent[]; readonly next: string | null }> => {
  const points = await readPoints(clickhouse, person, filter);
  const last = points.length === filter.limit ? points.at(-1) : undefined;
  const rows = await readAt(clickhouse, points);
  return {
    events: rows.map((row) => ({
      eventId: row.event_id,
      name: row.name,
      title: titles.get(row.name) ?? null,
      at: isoTime(row.ts),
      receivedAt: isoTime(row.received_at),
      source: row.source,
      profileId: person.profileId,
      ids: row.ids,
      properties: row.properties,
      value: row.value === null ? null : Number(row.value),
      currency: row.currency,
    })),
    next: last === undefined ? null : cursorAfter(last),
  };
};

/**
 * The log's rows at these points, the latest first, each event once. Without FINAL, which would read more: of an event that
 * arrived twice the last one counts.
 */
const readAt = async (clickhouse: ClickHouse, points: readonly Point[]): Promise<readonly Row[]> => {
  if (points.length === 0) return [];
  const times = points.map(({ ts }) => ts).toSorted();
  return clickhouse.query<Row>(
    `SELECT event_id, name, ts, received_at, source, ids, properties, value, currency FROM events
     PREWHERE name IN {names:Array(String)} AND id_key IN {keys:Array(UInt64)} AND ts IN {times:Array(DateTime64(3, 'UTC'))}
     WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')}
       AND has(arrayZip({keyOf:Array(UInt64)}, {nameOf:Array(String)}, {timeOf:Array(DateTime64(3, 'UTC'))}, {tagOf:Array(UInt32)}),
         (id_key, toString(name), ts, ${tagSql('event_id')}))
     ORDER BY ts DESC, ${tagSql('event_id')} DESC, received_at DESC LIMIT 1 BY event_id`,
    {
      names: [...new Set(points.map(({ name }) => name))],
      keys: [...new Set(points.map((point) => point.id_key))],
      times: [...new Set(times)],
      from: times[0],
      to: times.at(-1),
      keyOf: points.map((point) => point.id_key),
      nameOf: points.map(({ name }) => name),
      timeOf: points.map(({ ts }) => ts),
      tagOf: points.map(({ tag }) => tag),
    },
    // numbers inside properties stay numbers; the collector lets none in that a double cannot hold
    { output_format_json_quote_64bit_integers: 0 },
  );
};
