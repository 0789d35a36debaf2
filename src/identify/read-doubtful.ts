import { Readable } from 'node:stream';
import type { ClickHouse } from '#platform';
import type { Link } from './graph.ts';
import { onceMore } from './map-store.ts';

/** All links of some identifiers. For as many as a table can hold, unlike `readRegion`. */
export const readDoubtful = async (clickhouse: ClickHouse, keys: readonly bigint[]): Promise<readonly Link[]> => {
  await clickhouse.command('TRUNCATE TABLE identity_doubtful');
  if (keys.length === 0) return [];
  await clickhouse.insertRaw({
    table: 'identity_doubtful',
    columns: ['id_key'],
    format: 'RowBinary',
    token: onceMore(),
    body: Readable.from([Buffer.from(BigUint64Array.from(keys).buffer)]),
  });
  // sets are whole: only an end that links nobody lies outside, so the star's middle or its weak end is here
  const links = await clickhouse.query<{ key: string; other: string; rule: string; ms: string; event_id: string }>(
    `SELECT key, other, rule, toUnixTimestamp64Milli(tupleElement(min(first), 1)) AS ms, tupleElement(min(first), 2) AS event_id
     FROM identity_edges
     WHERE key IN (SELECT id_key FROM identity_doubtful) OR other IN (SELECT id_key FROM identity_doubtful)
     GROUP BY key, other, rule`,
  );
  return links.map((row) => ({
    a: BigInt(row.key),
    b: BigInt(row.other),
    rule: row.rule,
    firstMs: Number(row.ms),
    eventId: row.event_id,
  }));
};
