import { type ClickHouse, type Params, sqlTime } from '#platform';
import { type NumberRows, readNumberRows } from './column-stream.ts';
import type { FeatureSet } from './feature-set.ts';
import { inSlice, type Slice, sliceParams } from './live/slices.ts';

/** Further columns joined to each person's features, e.g. labels from after the as-of time. */
export type Joined = {
  /** A query with `profile_id` and the columns named below, one row per person. */
  readonly sql: string;
  readonly params: Params;
  readonly columns: readonly string[];
  /** Keep only people that the query has. Otherwise missing ones read 0. */
  readonly required?: boolean;
};

/** Features, then extras, then the joined columns, as of a time. Shape: people × (names + extras + joined). */
export const readFeatures = async (
  clickhouse: ClickHouse,
  set: FeatureSet,
  asOf: Date,
  joined?: Joined,
): Promise<NumberRows> => {
  const columns = [...set.names.map((_, i) => `f${i}`), ...set.extras];
  const extra = joined?.columns ?? [];
  const list = [
    ...columns.map((name) => `${number(`person.${name}`)}`),
    ...extra.map((name) => number(`joined.${name}`)),
  ].join(', ');
  const sql = `SELECT person.profile_id, ${list}
    FROM (${set.compiled.sql}) AS person
    ${joined ? `${joined.required ? 'INNER' : 'LEFT'} JOIN (${joined.sql}) AS joined ON joined.profile_id = person.profile_id` : ''}
    ORDER BY person.profile_id
    FORMAT RowBinary`;
  const stream = await clickhouse.stream(sql, { ...set.compiled.params, ...joined?.params, as_of: sqlTime(asOf) });
  return readNumberRows(stream, columns.length + extra.length);
};

/**
 * Writes the people's features as of a time into `feature_rows`; with `extras` those in columns behind, with `slice` only of its
 * people. Repeating it writes the same rows.
 */
export const buildSnapshot = (
  clickhouse: ClickHouse,
  set: FeatureSet,
  snapshot: string,
  asOf: Date,
  { extras = false, slice = { index: 0, of: 1 } }: { readonly extras?: boolean; readonly slice?: Slice } = {},
): Promise<void> => {
  const columns = [...set.names.map((_, i) => `f${i}`), ...(extras ? set.extras : [])];
  return clickhouse.command(
    `INSERT INTO feature_rows (snapshot, profile_id, as_of, values)
     SELECT {snapshot:String}, person.profile_id, {as_of:DateTime64(3, 'UTC')}, [${columns.map((name) => number(`person.${name}`)).join(', ')}]
     FROM (${set.compiled.sql}) AS person WHERE ${inSlice('person.profile_id', slice)}`,
    { ...set.compiled.params, ...sliceParams(slice), snapshot, as_of: sqlTime(asOf) },
  );
};

// a missing value is NaN, as the trees expect it
const number = (column: string): string => `toFloat32(ifNull(${column}, nan))`;
