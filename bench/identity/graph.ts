import { type ClickHouse } from '#platform';

export type GraphSize = { readonly links: number; readonly people: number };

/**
 * Link i is of person i mod people: first everybody's telephone, then a device, then browsers. One device in a hundred
 * is used by two people, one in a thousand stands in a shop and is used by fifty.
 */
const person = 'number % {people:UInt64}';
const turn = 'intDiv(number, {people:UInt64})';
const type = `multiIf(${turn} = 0, 'phone', ${turn} = 1, 'device_id', 'anonymous_id')`;
const value = `multiIf(
  ${turn} != 1, concat(toString(${turn}), '-', toString(${person})),
  ${person} % 1000 < 50 AND intDiv(${person}, 1000) % 50 = 0, concat('shop-', toString(intDiv(${person}, 1000))),
  ${person} % 100 = 99, concat('1-', toString(${person} - 1)),
  concat('1-', toString(${person})))`;
export const userKey = `sipHash64('user_id', toString(${person}))`;
export const otherKey = `sipHash64(${type}, ${value})`;

/** The graph as the collector's events would have left it. Keys are hashes, as there. */
export const writeGraph = async (clickhouse: ClickHouse, { links, people }: GraphSize): Promise<void> => {
  const sizes = { links, people };
  const at = `toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + toIntervalSecond(number % 1000000)`;
  await clickhouse.command(
    `INSERT INTO identifiers SELECT ${userKey}, 'user_id', toString(number), min(${at}), max(${at}) FROM numbers({people:UInt64}) GROUP BY number`,
    sizes,
  );
  await clickhouse.command(
    `INSERT INTO identifiers SELECT ${otherKey}, ${type}, ${value}, ${at}, ${at} FROM numbers({links:UInt64})`,
    sizes,
  );
  await clickhouse.command(
    `INSERT INTO identity_edges
     SELECT ${userKey}, ${otherKey}, 'event', (${at}, toUUID('00000000-0000-0000-0000-000000000001'), 'bench'), ${at}, now64(3) FROM numbers({links:UInt64})`,
    sizes,
  );
};
