import { type ClickHouse, sqlTime } from '#platform';

/** A link that was not known at the last look, or now goes back further than was known. */
export type FreshLink = { readonly a: bigint; readonly b: bigint; readonly name: string };

/** So many new links are a job for a rebuild, which reads them all in one stream. */
export const manyLinks = 50_000;

/** New links since a moment of the engine's clock. An empty event, repeated as often as it may be, brings none. */
export const freshLinks = async (clickhouse: ClickHouse, since: Date): Promise<readonly FreshLink[]> => {
  const rows = await clickhouse.query<{ key: string; other: string; rule: string; ms: string }>(
    `WITH fresh AS (SELECT DISTINCT key, other, rule FROM identity_edges WHERE written_at >= {since:DateTime64(3)} LIMIT {limit:UInt32})
     SELECT key, other, rule, toUnixTimestamp64Milli(tupleElement(min(first), 1)) AS ms
     FROM identity_edges WHERE (key, other, rule) IN fresh
     GROUP BY key, other, rule
     HAVING min(written_at) >= {since:DateTime64(3)}
       OR minIf(tupleElement(first, 1), written_at >= {since:DateTime64(3)}) < minIf(tupleElement(first, 1), written_at < {since:DateTime64(3)})`,
    { since: sqlTime(since), limit: manyLinks },
  );
  return rows.map(({ key, other, rule, ms }) => ({
    a: BigInt(key),
    b: BigInt(other),
    name: `${key}|${other}|${rule}|${ms}`,
  }));
};

/** The engine's own clock: links are stamped by it, whatever time the workspace lives in. */
export const engineTime = async (clickhouse: ClickHouse): Promise<Date> => {
  const row = await clickhouse.queryOne<{ ms: string }>('SELECT toUnixTimestamp64Milli(now64(3)) AS ms');
  return new Date(Number(row?.ms ?? 0));
};
