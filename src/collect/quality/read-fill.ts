import { type ClickHouse, type Clock, sqlTime } from '#platform';
import type { PropertyFill } from './schemas.ts';

/** The share of events without each property, and its types, from a sample of the last week's events of one name and source. */
export const readPropertyFill = async (
  { clickhouse, clock }: { readonly clickhouse: ClickHouse; readonly clock: Clock },
  { source, event }: { readonly source: string; readonly event: string },
): Promise<PropertyFill> => {
  const rows = await clickhouse.query<{ property: string; type: string; events: string; sampled: string }>(
    `WITH sample AS (
       SELECT JSONAllPathsWithTypes(properties) AS paths FROM events
       WHERE name = {event:String} AND source = {source:String} AND ts >= {now:DateTime64(3, 'UTC')} - INTERVAL 7 DAY
       LIMIT 50000)
     SELECT pair.1 AS property, pair.2 AS type, count() AS events, (SELECT count() FROM sample) AS sampled
     FROM sample ARRAY JOIN CAST(paths, 'Array(Tuple(String, String))') AS pair
     GROUP BY property, type ORDER BY property, events DESC LIMIT 500`,
    { source, event, now: sqlTime(clock.now()) },
  );
  const sampled = Number(rows[0]?.sampled ?? 0);
  const properties = new Map<string, { type: string; share: number }[]>();
  for (const row of rows) {
    const types = properties.get(row.property) ?? [];
    types.push({ type: row.type, share: Number(row.events) / sampled });
    properties.set(row.property, types);
  }
  return {
    sampled,
    properties: [...properties].map(([property, types]) => ({
      property,
      missingShare: Math.max(0, 1 - types.reduce((sum, { share }) => sum + share, 0)),
      types,
    })),
  };
};
