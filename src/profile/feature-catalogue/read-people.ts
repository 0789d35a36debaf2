import { personSql } from '#identify';
import type { ClickHouse } from '#platform';
import { identifiersOf } from '../people.ts';
import type { FeaturePeopleAnswer } from './schemas.ts';

export type PeopleOfValue = {
  readonly snapshot: string;
  /** Where the feature stands in it. */
  readonly place: number;
  /** From, until before; left out: no bound. `missing`: those without a value. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly missing?: boolean;
  readonly limit: number;
};

/** Some of the people whose value lies in a range: drawn by their ids' hash, so the same ones each time. */
export const readPeopleOfValue = async (
  clickhouse: ClickHouse,
  { snapshot, place, from, until, missing = false, limit }: PeopleOfValue,
): Promise<FeaturePeopleAnswer> => {
  const found = '`values`[{place:UInt32} + 1]';
  const conditions = [
    missing ? `NOT isFinite(${found})` : `isFinite(${found})`,
    from === undefined ? '' : `${found} >= {from:Float64}`,
    until === undefined ? '' : `${found} < {until:Float64}`,
  ].filter((condition) => condition !== '');
  const rows = await clickhouse.query<{ person: string; value: number | null }>(
    `SELECT ${personSql('profile_id')} AS person, if(isFinite(found), found, NULL) AS value FROM (
       SELECT profile_id, ${found} AS found FROM feature_rows FINAL
       WHERE snapshot = {snapshot:String} AND ${conditions.join(' AND ')}
       ORDER BY cityHash64(profile_id) LIMIT {limit:UInt32})`,
    { snapshot, place, from, until, limit },
    { output_format_json_quote_64bit_floats: 0 },
  );
  const ids = await identifiersOf(
    clickhouse,
    rows.map(({ person }) => person),
  );
  return {
    people: rows.map(({ person, value }) => {
      const own = ids.get(person) ?? [];
      const id = own.find(({ type }) => type === 'user_id') ?? own.find(({ sensitive }) => !sensitive);
      return { profileId: person, id: id?.value ?? person, value };
    }),
  };
};
