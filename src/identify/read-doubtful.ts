import { Readable } from 'node:stream';
import type { ClickHouse } from '#platform';
import type { Link } from './graph.ts';
import { onceMore } from './map-store.ts';

/** All links of some identifiers, and the types of both ends. For as many as a table can hold, unlike `readRegion`. */
export const readDoubtful = async (
  clickhouse: ClickHouse,
  keys: readonly bigint[],
): Promise<{ readonly links: readonly Link[]; readonly types: ReadonlyMap<bigint, string> }> => {
  await clickhouse.command('TRUNCATE TABLE identity_doubtful');
  if (keys.length === 0) return { links: [], types: new Map() };
  await clickhouse.insertRaw({
    table: 'identity_doubtful',
    columns: ['id_key'],
    format: 'RowBinary',
    token: onceMore(),
    body: Readable.from([Buffer.from(BigUint64Array.from(keys).buffer)]),
  });
  const ours = `identity_edges WHERE key IN (SELECT id_key FROM identity_doubtful) OR other IN (SELECT id_key FROM identity_doubtful)`;
  const [links, types] = await Promise.all([
    clickhouse.query<{ key: string; other: string; rule: string; ms: string; event_id: string }>(
      `SELECT key, other, rule, toUnixTimestamp64Milli(tupleElement(min(first), 1)) AS ms, tupleElement(min(first), 2) AS event_id
       FROM ${ours} GROUP BY key, other, rule`,
    ),
    clickhouse.query<{ id_key: string; type: string }>(
      `SELECT id_key, min(type) AS type FROM identifiers
       WHERE id_key IN (SELECT key FROM ${ours} UNION DISTINCT SELECT other FROM ${ours}) GROUP BY id_key`,
    ),
  ]);
  return {
    links: links.map((row) => ({
      a: BigInt(row.key),
      b: BigInt(row.other),
      rule: row.rule,
      firstMs: Number(row.ms),
      eventId: row.event_id,
    })),
    types: new Map(types.map((row) => [BigInt(row.id_key), row.type])),
  };
};
