import { personSql } from '#identify';
import type { ClickHouse, Params } from '#platform';

/** A range of the OneIDs: part `index` of `of`. They are hashes, so each range has as many people. */
export type Slice = { readonly index: number; readonly of: number };

/** What a key takes in memory for each audience while its aggregates are counted and joined; measured: 20. */
const bytesEach = 22;

/** So many that a look at everybody in one of them stays well below what the engine gives to one query. */
export const slicesFor = async (clickhouse: ClickHouse, audiences: number): Promise<readonly Slice[]> => {
  const row = await clickhouse.queryOne<{ keys: string; bytes: string }>(
    `SELECT (SELECT count() FROM identifiers) AS keys, getSetting('max_memory_usage') AS bytes`,
  );
  const bytes = Number(row?.bytes ?? 0) || 8e9;
  const needed = Number(row?.keys ?? 0) * (10 + audiences) * bytesEach;
  const of = Math.max(1, Math.ceil(needed / (bytes * 0.75)));
  return Array.from({ length: of }, (_, index) => ({ index, of }));
};

/** Of a whole there is nothing to leave out. */
export const inSlice = (column: string, { of }: Slice): string =>
  of === 1 ? '1' : `${column} >= {slice_from:UInt64} AND ${column} <= {slice_to:UInt64}`;

/** All keys of its people; undefined for everybody's. */
export const sliceKeys = (slice: Slice): string | undefined =>
  slice.of === 1
    ? undefined
    : `SELECT id_key FROM identifiers WHERE ${inSlice(personSql('id_key'), slice)}
       UNION DISTINCT SELECT id_key FROM identity_tenures WHERE ${inSlice('profile_id', slice)}`;

export const sliceParams = ({ index, of }: Slice): Params => {
  if (of === 1) return {};
  const all = 2n ** 64n;
  const edge = (i: number): bigint => (all * BigInt(i)) / BigInt(of);
  return { slice_from: edge(index).toString(), slice_to: (edge(index + 1) - 1n).toString() };
};
