import type { ClickHouse } from '#platform';
import { sqlTime } from '#platform';
import { propertyTypes, type PropertyType, type SeenProperty } from './schemas.ts';
import { likelyPersonal } from './likely-personal.ts';

/** About as many events as are looked into; more would only sharpen the shares. */
const sample = 20_000;
const fewValues = 24;

export type Seen = { readonly sampled: number; readonly properties: readonly SeenProperty[] };

/**
 * What the properties of one event turn out to be: a sample drawn by the hash of the event ids, so that neither people
 * nor days are favoured, exploded into (property, value) and summed up. One row of `pairs` is a property of an event.
 */
export const seenProperties = async (
  clickhouse: ClickHouse,
  { name, since, events }: { readonly name: string; readonly since: Date; readonly events: number },
): Promise<Seen> => {
  const params = { name, since: sqlTime(since), every: Math.max(1, Math.ceil(events / sample)), fewValues };
  const sampled = `SELECT properties FROM events
    WHERE name = {name:String} AND received_at >= {since:DateTime64(3)} AND cityHash64(event_id) % {every:UInt32} = 0`;
  const [count, rows] = await Promise.all([
    clickhouse.queryOne<{ n: string }>(`SELECT count() AS n FROM (${sampled})`, params),
    clickhouse.query<Row>(
      `WITH pairs AS (
         SELECT arrayJoin(JSONExtractKeysAndValuesRaw(toJSONString(properties))) AS pair,
           pair.1 AS property, pair.2 AS raw, ${typeOfRaw} AS type
         FROM (${sampled}))
       SELECT property, sum(n) AS total, groupArray((type, n)) AS types,
         arraySlice(arrayReverseSort(x -> x.2, arrayFlatten(groupArray(commonest))), 1, 24) AS values, max(different) AS distinct
       FROM (
         SELECT property, type, count() AS n, uniqUpTo(100)(raw) AS different,
           arrayMap(x -> (leftUTF8(x.1, 120), x.2), topK(24, 3, 'counts')(raw)) AS commonest
         FROM pairs GROUP BY property, type)
       GROUP BY property ORDER BY total DESC, property LIMIT 300`,
      params,
      { output_format_json_quote_64bit_integers: 0 },
    ),
  ]);
  const n = Number(count?.n ?? 0);
  return { sampled: n, properties: rows.map((row) => seenOf(row, n)) };
};

/** The first character of a JSON value tells its type; texts of ISO times are times. */
const typeOfRaw = `multiIf(
  startsWith(raw, '"'), if(match(raw, '^"\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d([T ]\\\\d\\\\d:\\\\d\\\\d[^"]*)?"$'), 'datetime', 'string'),
  raw IN ('true', 'false'), 'boolean',
  startsWith(raw, '['), 'list',
  startsWith(raw, '{'), 'object',
  match(raw, '^-?\\\\d+$'), 'integer', 'number')`;

type Row = {
  readonly property: string;
  readonly total: number;
  readonly types: readonly (readonly [type: string, n: number])[];
  readonly values: readonly (readonly [raw: string, n: number])[];
  readonly distinct: number;
};

const seenOf = (row: Row, sampled: number): SeenProperty => {
  const { property, total, types, values, distinct } = row;
  const personal = likelyPersonal(
    property,
    values.map(([raw]) => raw),
  );
  const known = types.toSorted((a, b) => b[1] - a[1]);
  const isText = known.length === 1 && known[0]?.[0] === 'string';
  // few, and each of them again and again: a list of values and not a coincidence
  const repeats = distinct <= fewValues && total >= 20 * distinct && isText;
  return {
    name: property,
    share: sampled === 0 ? 0 : total / sampled,
    types: known.flatMap(([type, n]) => (isPropertyType(type) ? [{ type, share: n / total }] : [])),
    examples: personal === 'none' ? values.slice(0, 8).map(([raw]) => shown(raw)) : [],
    values: repeats && personal === 'none' ? values.map(([raw]) => shown(raw)).toSorted() : null,
    distinct,
    personal,
  };
};

const isPropertyType = (type: string): type is PropertyType => propertyTypes.some((each) => each === type);

/** A text without its quotes; cut ones have no closing quote. */
const shown = (raw: string): string => {
  if (!raw.startsWith('"')) return raw;
  try {
    return String(JSON.parse(raw));
  } catch {
    return `${raw.slice(1)}…`;
  }
};
