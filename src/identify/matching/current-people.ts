import { personSql } from '../person-sql.ts';
import type { ClickHouse } from '#platform';

/** OneID → the OneID it has become. */
export const currentPeople = async (
  clickhouse: ClickHouse,
  people: readonly string[],
): Promise<(person: string) => bigint> => {
  const map = new Map<string, bigint>();
  const distinct = [...new Set(people)];
  for (let from = 0; from < distinct.length; from += 10_000) {
    const rows = await clickhouse.query<{ person: string; current: string }>(
      `SELECT person, ${personSql('person')} AS current
       FROM (SELECT arrayJoin({people:Array(UInt64)}) AS person)`,
      { people: distinct.slice(from, from + 10_000) },
    );
    for (const { person, current } of rows) map.set(person, BigInt(current));
  }
  return (person) => map.get(person) ?? BigInt(person);
};
