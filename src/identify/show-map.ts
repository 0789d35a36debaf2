import type { ClickHouse } from '#platform';

/** Changes that are worth reading the map anew, as a share of it and at most. */
const foldShare = 0.25;
const foldAt = 50_000;

/**
 * Makes what was written to the map visible to readers: only what changed since the whole was last read into memory
 * (`identity_recent`), until that is much.
 */
export const showMap = async (clickhouse: ClickHouse, { tenures }: { readonly tenures: boolean }): Promise<void> => {
  const size = await clickhouse.queryOne<{ rows: string; late: string }>(
    `SELECT (SELECT count() FROM identity) AS rows,
       (SELECT count() FROM identity WHERE version > (SELECT max(loaded) FROM identity_base FINAL)) AS late`,
  );
  const late = Number(size?.late ?? 0);
  if (late > Math.max(1_000, Math.min(foldAt, Number(size?.rows ?? 0) * foldShare))) await foldMap(clickhouse);
  await Promise.all([
    clickhouse.command('SYSTEM RELOAD DICTIONARY identity_recent'),
    ...(tenures ? [clickhouse.command('SYSTEM RELOAD DICTIONARY identity_past')] : []),
  ]);
};

/**
 * Reads the whole map into memory. Until every server has done so, `identity_recent` keeps what changed since the load
 * before: the new base is announced first, and counts from then.
 */
export const foldMap = async (clickhouse: ClickHouse): Promise<void> => {
  await clickhouse.command(
    `INSERT INTO identity_base
     SELECT 1, (SELECT max(loaded) FROM identity_base FINAL), (SELECT max(version) FROM identity), ${turn}`,
  );
  await clickhouse.command('SYSTEM RELOAD DICTIONARY identity_map');
};

/**
 * Puts a whole new map of one version in the place of the present one. Readers go from the old map to the new one in one
 * step: the old one is complete in memory before the tables change places, and nothing later than it exists.
 */
export const exchangeMap = async (clickhouse: ClickHouse, version: number): Promise<void> => {
  const late = await clickhouse.queryOne<{ n: string }>(
    'SELECT count() AS n FROM identity WHERE version > (SELECT max(version) FROM (SELECT version FROM identity_base FINAL))',
  );
  if (Number(late?.n ?? 0) > 0) await foldMap(clickhouse);
  await clickhouse.command(`INSERT INTO identity_base SELECT 1, {version:UInt64}, {version:UInt64}, ${turn}`, {
    version,
  });
  await clickhouse.command('EXCHANGE TABLES identity AND identity_next');
};

const turn = 'toUnixTimestamp64Micro(now64(6))';
