import type { ClickHouse } from '#platform';
import type { OverlapAnswer } from './schemas.ts';

/**
 * How many are in each combination of some audiences: in exactly these and none of the others.
 * @param audiences at most eight
 */
export const readOverlap = async (clickhouse: ClickHouse, audiences: readonly string[]): Promise<OverlapAnswer> => {
  const rows = await clickhouse.query<{ mask: string; people: string }>(
    `SELECT mask, count() AS people FROM (
       SELECT profile_id, sum(bitShiftLeft(toUInt16(1), indexOf({audiences:Array(String)}, toString(audience)) - 1)) AS mask
       FROM (SELECT audience, profile_id, member FROM audience_members FINAL WHERE audience IN {audiences:Array(String)})
       WHERE member = 1 GROUP BY profile_id)
     GROUP BY mask ORDER BY people DESC, mask`,
    { audiences },
  );
  const combinations = rows.map(({ mask, people }) => ({
    audiences: audiences.filter((_, i) => (Number(mask) >> i) % 2 === 1),
    people: Number(people),
  }));
  return {
    sizes: audiences.map((name) => ({
      name,
      people: combinations.reduce((sum, each) => sum + (each.audiences.includes(name) ? each.people : 0), 0),
    })),
    combinations,
  };
};
