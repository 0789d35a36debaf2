import { type ClickHouse, type Clock, sqlTime } from '#platform';
import type { BiasAnswer, CoverageAnswer } from './schemas.ts';
import { type Band, stabilityIndex } from './stability-index.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly clock: Clock };
/** Known customers: people with this event in the last days. */
type Known = { readonly event: string; readonly days: number };

const dayMs = 86_400_000;
const sinceOf = ({ days }: Known, now: Date): string => sqlTime(new Date(now.getTime() - days * dayMs));

const knownPeople = `SELECT DISTINCT profile_id FROM people_events
  WHERE name = {event:String} AND ts >= {since:DateTime64(3, 'UTC')} AND profile_id != 0`;
const orderId = "ifNull(properties.order_id::Nullable(String), '')";

/** Which share of the known customers, and of their orders, each source and each of its events sees in the same days. */
export const readCoverage = async ({ clickhouse, clock }: Deps, known: Known): Promise<CoverageAnswer> => {
  const now = clock.now();
  const params = { event: known.event, since: sinceOf(known, now) };
  const [whole, rows] = await Promise.all([
    clickhouse.queryOne<{ people: string; orders: string }>(
      `SELECT uniqExact(profile_id) AS people, uniqExactIf(${orderId}, ${orderId} != '') AS orders FROM people_events
       WHERE name = {event:String} AND ts >= {since:DateTime64(3, 'UTC')} AND profile_id != 0`,
      params,
    ),
    clickhouse.query<{ source: string; event: string; whole_source: number; people: string; orders: string }>(
      `WITH known AS (${knownPeople}),
         known_order AS (SELECT DISTINCT ${orderId} AS id FROM people_events
           WHERE name = {event:String} AND ts >= {since:DateTime64(3, 'UTC')} AND id != '')
       SELECT source, name AS event, toUInt8(grouping(name)) AS whole_source,
         uniqExactIf(profile_id, profile_id IN known) AS people, uniqExactIf(${orderId}, ${orderId} IN known_order) AS orders
       FROM people_events
       WHERE ts >= {since:DateTime64(3, 'UTC')} AND source NOT IN ('gyre', 'derived')
       GROUP BY GROUPING SETS ((source), (source, name))
       ORDER BY source, whole_source DESC, people DESC, event LIMIT 1000`,
      params,
    ),
  ]);
  const [people, orders] = [Number(whole?.people ?? 0), Number(whole?.orders ?? 0)];
  const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);
  return {
    now: now.toISOString(),
    days: known.days,
    event: known.event,
    people,
    orders,
    sources: rows.map((row) => ({
      source: row.source,
      event: row.whole_source === 1 ? null : row.event,
      people: Number(row.people),
      share: share(Number(row.people), people),
      orders: Number(row.orders),
      orderShare: share(Number(row.orders), orders),
    })),
  };
};

/** An attribute with more values than this is a name, not a group. */
const mostBands = 30;

/**
 * How the known customers that a source (or one of its events) sees differ from all of them: traits of few values, and
 * bands of orders and tenure. A trait that fewer than three in ten have is left out: its bands would be about who has it.
 */
export const readBias = async (
  { clickhouse, clock }: Deps,
  { source, seenBy, ...known }: Known & { readonly source: string; readonly seenBy: string | undefined },
): Promise<BiasAnswer> => {
  const now = clock.now();
  const rows = await clickhouse.query<{ attribute: string; band: string; whole: string; seen: string }>(
    `WITH known AS (${knownPeople}),
       seen AS (SELECT DISTINCT profile_id FROM people_events WHERE source = {source:String} AND ts >= {since:DateTime64(3, 'UTC')}
         ${seenBy === undefined ? '' : 'AND name = {seen_by:String}'}),
       trait AS (
         SELECT profile_id, pair.1 AS attribute, argMax(pair.2, ts) AS band
         FROM people_events ARRAY JOIN JSONExtractKeysAndValues(toJSONString(properties), 'String') AS pair
         WHERE name = '$identify' AND profile_id IN known AND length(pair.2) BETWEEN 1 AND 60
         GROUP BY profile_id, attribute),
       grouping_trait AS (
         SELECT attribute FROM trait GROUP BY attribute
         HAVING uniq(band) BETWEEN 2 AND {most_bands:UInt32} AND count() >= 0.3 * (SELECT count() FROM known)),
       bought AS (
         SELECT profile_id, countIf(name = {event:String} AND ts >= {now:DateTime64(3, 'UTC')} - INTERVAL 365 DAY) AS orders, dateDiff('day', min(ts), {now:DateTime64(3, 'UTC')}) AS tenure
         FROM people_events WHERE profile_id IN known AND ts <= {now:DateTime64(3, 'UTC')} AND source NOT IN ('gyre', 'derived') GROUP BY profile_id)
     SELECT attribute, band, count() AS whole, countIf(profile_id IN seen) AS seen FROM (
       SELECT profile_id, attribute, band FROM trait WHERE attribute IN grouping_trait
       UNION ALL SELECT profile_id, '$orders', multiIf(orders <= 1, '1', orders <= 3, '2–3', orders <= 6, '4–6', '7+') FROM bought
       UNION ALL SELECT profile_id, '$tenure', multiIf(tenure < 90, '0–89d', tenure < 365, '90–364d', '≥ 365d') FROM bought)
     GROUP BY attribute, band ORDER BY attribute, band LIMIT 2000`,
    {
      event: known.event,
      since: sinceOf(known, now),
      now: sqlTime(now),
      source,
      seen_by: seenBy ?? '',
      most_bands: mostBands,
    },
  );
  const attributes = new Map<string, Band[]>();
  for (const { attribute, band, whole, seen } of rows) {
    const bands = attributes.get(attribute) ?? [];
    bands.push({ band, whole: Number(whole), seen: Number(seen) });
    attributes.set(attribute, bands);
  }
  const tenure = attributes.get('$tenure') ?? [];
  return {
    source,
    event: seenBy ?? null,
    seen: tenure.reduce((sum, band) => sum + band.seen, 0),
    whole: tenure.reduce((sum, band) => sum + band.whole, 0),
    attributes: [...attributes].map(([name, bands]) => stabilityIndex(name, bands)).toSorted((a, b) => b.psi - a.psi),
  };
};
