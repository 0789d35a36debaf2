import { isSensitive, isoTime } from '#collect';
import type { ClickHouse } from '#platform';
import { personSql } from './person-sql.ts';
import { inChunks } from './read-region.ts';
import type { KnownIdentifier } from './schemas.ts';

/** What is known of some identifiers, in the order of their keys; a key that only an alias named has no type and value. */
export const knownIdentifiers = async (
  clickhouse: ClickHouse,
  keys: readonly bigint[],
): Promise<ReadonlyMap<bigint, KnownIdentifier>> => {
  type Row = { id_key: string; type: string; value: string; first: string; last: string; profile: string };
  const rows = await inChunks(keys, (chunk) =>
    clickhouse.query<Row>(
      `SELECT id_key, min(type) AS type, min(value) AS value, min(first_seen) AS first, max(last_seen) AS last, any(${personSql('id_key')}) AS profile
       FROM identifiers WHERE id_key IN {keys:Array(UInt64)} GROUP BY id_key`,
      { keys: chunk },
    ),
  );
  const known = new Map(rows.map((row) => [BigInt(row.id_key), row]));
  return new Map(
    [...new Set(keys)].map((key): [bigint, KnownIdentifier] => {
      const row = known.get(key);
      return [
        key,
        {
          key: key.toString(),
          type: row?.type ?? '',
          value: row?.value ?? '',
          sensitive: row !== undefined && isSensitive(row.type),
          profileId: row?.profile ?? key.toString(),
          firstSeen: row ? isoTime(row.first) : null,
          lastSeen: row ? isoTime(row.last) : null,
        },
      ];
    }),
  );
};

export const unknownIdentifier = (key: string): KnownIdentifier => ({
  key,
  type: '',
  value: '',
  sensitive: false,
  profileId: key,
  firstSeen: null,
  lastSeen: null,
});
