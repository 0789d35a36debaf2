import type { ClickHouse } from '#platform';

/** Which of some keys of identifiers somebody is known by, as the log or the map of identifiers has it. */
export const knownKeys = async (clickhouse: ClickHouse, keys: readonly bigint[]): Promise<ReadonlySet<bigint>> => {
  const rows = await clickhouse.query<{ id_key: string }>(
    `SELECT id_key FROM identifiers WHERE id_key IN {keys:Array(UInt64)}
     UNION DISTINCT SELECT id_key FROM identity WHERE id_key IN {keys:Array(UInt64)}`,
    { keys },
  );
  return new Set(rows.map(({ id_key: key }) => BigInt(key)));
};
