import type { ClickHouse } from '#platform';
import type { Link, TypeRules } from './graph.ts';

/** All links of some people, as far as links reach: what `resolve` needs to know who they are. */
export type Region = {
  readonly links: readonly Link[];
  readonly types: ReadonlyMap<bigint, string>;
  /** Identifiers known to be seen with too many people; the rest of their links is not here. */
  readonly hubs: ReadonlySet<bigint>;
  readonly keys: ReadonlySet<bigint>;
};

// a list of keys travels in the request's address, which holds a megabyte
const keysAtATime = 4_000;

/**
 * Follows links outwards from some identifiers until there are no more. What links nobody is not followed: a shop's
 * tablet does not make all its customers one region.
 */
export const readRegion = async (
  clickhouse: ClickHouse,
  seeds: readonly bigint[],
  rulesOf: (type: string) => TypeRules,
): Promise<Region> => {
  const links = new Map<string, Link>();
  const types = new Map<bigint, string>();
  const hubs = new Set<bigint>();
  const keys = new Set<bigint>();
  let frontier = [...new Set(seeds)];
  while (frontier.length > 0) {
    for (const key of frontier) keys.add(key);
    const [typed, known] = await Promise.all([typesOf(clickhouse, frontier), hubsAmong(clickhouse, frontier)]);
    for (const [key, type] of typed) types.set(key, type);
    for (const key of known) hubs.add(key);
    const open = frontier.filter((key) => !hubs.has(key) && rulesOf(types.get(key) ?? '').uniqueness !== 'shared');
    const opened = new Set(open);
    const found = await Promise.all([
      linksOf(clickhouse, open, 'all'),
      linksOf(
        clickhouse,
        frontier.filter((key) => !opened.has(key)),
        'by_hand',
      ),
    ]);
    const next = new Set<bigint>();
    for (const link of found.flat()) {
      links.set(`${link.a}|${link.b}|${link.rule}`, link);
      for (const key of [link.a, link.b]) if (!keys.has(key)) next.add(key);
    }
    frontier = [...next];
  }
  return { links: [...links.values()], types, hubs, keys };
};

type LinkRow = {
  readonly key: string;
  readonly other: string;
  readonly rule: string;
  readonly ms: string;
  readonly event_id: string;
  readonly source: string;
};

const linksOf = async (
  clickhouse: ClickHouse,
  keys: readonly bigint[],
  which: 'all' | 'by_hand',
): Promise<readonly Link[]> => {
  const select = (column: 'key' | 'other'): string =>
    `SELECT key, other, rule, toUnixTimestamp64Milli(tupleElement(min(first), 1)) AS ms, tupleElement(min(first), 2) AS event_id, tupleElement(min(first), 3) AS source
     FROM identity_edges WHERE ${column} IN {keys:Array(UInt64)} ${which === 'all' ? '' : "AND startsWith(rule, 'hand:')"}
     GROUP BY key, other, rule`;
  const rows = await inChunks(keys, (chunk) =>
    clickhouse.query<LinkRow>(`${select('key')} UNION ALL ${select('other')}`, { keys: chunk }),
  );
  return rows.map((row) => ({
    a: BigInt(row.key),
    b: BigInt(row.other),
    rule: row.rule,
    firstMs: Number(row.ms),
    eventId: row.event_id,
    source: row.source,
  }));
};

/** The type of each identifier; nothing for a key that no event carried as one. */
export const typesOf = async (
  clickhouse: ClickHouse,
  keys: readonly bigint[],
): Promise<ReadonlyMap<bigint, string>> => {
  const rows = await inChunks(keys, (chunk) =>
    clickhouse.query<{ id_key: string; type: string }>(
      'SELECT id_key, min(type) AS type FROM identifiers WHERE id_key IN {keys:Array(UInt64)} GROUP BY id_key',
      { keys: chunk },
    ),
  );
  return new Map(rows.map((row) => [BigInt(row.id_key), row.type]));
};

const hubsAmong = async (clickhouse: ClickHouse, keys: readonly bigint[]): Promise<readonly bigint[]> => {
  const rows = await inChunks(keys, (chunk) =>
    clickhouse.query<{ id_key: string }>(
      'SELECT DISTINCT id_key FROM identity_hubs WHERE id_key IN {keys:Array(UInt64)}',
      {
        keys: chunk,
      },
    ),
  );
  return rows.map((row) => BigInt(row.id_key));
};

/** Asks for a list of keys in parts, four at a time. */
export const inChunks = async <T>(
  keys: readonly bigint[],
  ask: (chunk: readonly bigint[]) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  const answers: T[][] = [];
  for (let at = 0; at < keys.length; at += keysAtATime * 4) {
    const asked = [0, 1, 2, 3].map((i) => keys.slice(at + i * keysAtATime, at + (i + 1) * keysAtATime));
    answers.push(
      ...(await Promise.all(asked.filter((chunk) => chunk.length > 0).map(async (chunk) => [...(await ask(chunk))]))),
    );
  }
  return answers.flat();
};
