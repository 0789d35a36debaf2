import { isoTime } from '#collect';
import type { ClickHouse } from '#platform';
import { createTable, localName, onCluster, type TableDefinition } from '#platform/db/clickhouse/ddl.ts';
import type { Migration } from '#platform/db/migration.ts';

/**
 * What the passes keep, in the order of people: every audience and every tag of one person lie in one place, where
 * `audience_members` and `profile_tags` have a row in each audience's and each tag's. Kept by materialized views.
 */
const belongingTable: TableDefinition = {
  name: 'belonging_by_person',
  columns: [
    ['profile_id', 'UInt64'],
    ['kind', 'LowCardinality(String)'],
    ['name', 'LowCardinality(String)'],
    // of an audience `in`; empty: no longer
    ['value', 'LowCardinality(String)'],
    ['since', "DateTime64(3, 'UTC')"],
    ['version', 'UInt64'],
  ],
  engine: 'Replacing',
  version: 'version',
  orderBy: ['profile_id', 'kind', 'name'],
  shardBy: 'profile_id',
  settings: { index_granularity: 1024, min_bytes_for_wide_part: 2 ** 40 },
};

const sources = {
  audience_members: (table: string) =>
    `SELECT profile_id, 'audience' AS kind, audience AS name, if(member = 1, 'in', '') AS value, since, version FROM ${table}`,
  profile_tags: (table: string) => `SELECT profile_id, 'tag' AS kind, tag AS name, value, since, version FROM ${table}`,
};

export const belongingMigration: Migration = {
  id: 'profile_0007_belonging_by_person',
  statements: ({ topology }) => [
    ...createTable(belongingTable, topology),
    ...Object.entries(sources).flatMap(([table, rowsOf]) => [
      `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table}_to_person${onCluster(topology)} TO ${localName('belonging_by_person', topology)}
       AS ${rowsOf(localName(table, topology))}`,
      // what is kept already; a row that comes twice replaces itself
      `INSERT INTO belonging_by_person ${rowsOf(table)}`,
    ]),
  ],
};

type Kept = { readonly name: string; readonly value: string; readonly since: string };

/** The audiences a person is in and the tags they have, each with since when, by name. */
export const readBelongingOf = async (
  clickhouse: ClickHouse,
  profileId: string,
): Promise<{ readonly audiences: readonly Kept[]; readonly tags: readonly Kept[] }> => {
  const rows = await clickhouse.query<Kept & { readonly kind: 'audience' | 'tag'; readonly version: string }>(
    'SELECT kind, name, value, since, version FROM belonging_by_person WHERE profile_id = {profileId:UInt64}',
    { profileId },
  );
  // a few rows that parts have not merged yet; which of them counts is said here with less work than by the engine
  const last = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    const before = last.get(`${row.kind} ${row.name}`);
    if (before === undefined || BigInt(before.version) < BigInt(row.version)) last.set(`${row.kind} ${row.name}`, row);
  }
  const kept = (kind: 'audience' | 'tag'): readonly Kept[] =>
    [...last.values()]
      .filter((row) => row.kind === kind && row.value !== '')
      .map(({ name, value, since }) => ({ name, value, since: isoTime(since) }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { audiences: kept('audience'), tags: kept('tag') };
};
