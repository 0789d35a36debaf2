import type { Sql } from '#documents';
import { type ClickHouse, sqlTime } from '#platform';
import type { OverlapAnswer } from './schemas.ts';

/**
 * How many are in each combination of some audiences: in exactly these and none of the others.
 * @param audiences at most eight, each with its people
 */
export const readOverlap = async (
  clickhouse: ClickHouse,
  audiences: readonly { readonly name: string; readonly people: Sql }[],
  asOf: Date,
): Promise<OverlapAnswer> => {
  const each = audiences.map(({ people }, i) => {
    const { sql, params } = renamed(people, i);
    return { sql: `SELECT profile_id, ${2 ** i} AS bit FROM (${sql})`, params };
  });
  const rows = await clickhouse.query<{ mask: string; people: string }>(
    `SELECT mask, count() AS people FROM (
       SELECT profile_id, groupBitOr(toUInt16(bit)) AS mask FROM (${each.map(({ sql }) => sql).join(' UNION ALL ')}) GROUP BY profile_id)
     GROUP BY mask ORDER BY people DESC, mask`,
    { ...Object.assign({}, ...each.map(({ params }) => params)), as_of: sqlTime(asOf) },
  );
  const combinations = rows.map(({ mask, people }) => ({
    audiences: audiences.flatMap(({ name }, i) => ((Number(mask) >> i) % 2 === 1 ? [name] : [])),
    people: Number(people),
  }));
  return {
    sizes: audiences.map(({ name }) => ({
      name,
      people: combinations.reduce((sum, { audiences: of, people }) => sum + (of.includes(name) ? people : 0), 0),
    })),
    combinations,
  };
};

/** The same query with parameters of its own, beside others of its kind. */
const renamed = ({ sql, params }: Sql, i: number): Sql => ({
  sql: Object.keys(params).reduce((text, name) => text.replaceAll(`{${name}:`, `{o${i}_${name}:`), sql),
  params: Object.fromEntries(Object.entries(params).map(([name, value]) => [`o${i}_${name}`, value])),
});
