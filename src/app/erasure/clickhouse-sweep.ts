import { erasureScratch } from '#collect';
import type { ClickHouse } from '#platform';

/** Columns of type UInt64 that name a person, whatever the table. A table that uses one of them is swept without being listed anywhere. */
export const personColumns = [
  'id_key',
  'profile_id',
  'key',
  'other',
  'key_a',
  'key_b',
  'subject_key',
  'from_profile',
  'into_profile',
] as const;

type Swept = { readonly table: string; readonly condition: string };

const sweptTables = async (clickhouse: ClickHouse): Promise<readonly Swept[]> => {
  const rows = await clickhouse.query<{ table: string; columns: string[] }>(
    `SELECT table, groupArray(name) AS columns FROM system.columns
     WHERE database = currentDatabase() AND type = 'UInt64' AND name IN {names:Array(String)}
       AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree')
     GROUP BY table ORDER BY table`,
    { names: personColumns },
  );
  return rows.map(({ table, columns }) => ({
    table,
    condition: columns.map((column) => `\`${column}\` IN (SELECT id_key FROM erasing_keys)`).join(' OR '),
  }));
};

/** How many rows of each table still name somebody in `erasing_keys`; nothing for tables that name none. */
export const countNamed = async (clickhouse: ClickHouse): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = {};
  for (const { table, condition } of await sweptTables(clickhouse)) {
    const row = await clickhouse.queryOne<{ n: string }>(`SELECT count() AS n FROM \`${table}\` WHERE ${condition}`);
    if (Number(row?.n ?? 0) > 0) counts[table] = Number(row?.n);
  }
  return counts;
};

/**
 * Deletes every row that names somebody in `erasing_keys` from every table but the log, and waits until the parts are rewritten.
 * @param which of the tables
 * @returns rows per table
 */
export const sweep = async (
  clickhouse: ClickHouse,
  which: (table: string) => boolean,
): Promise<Readonly<Record<string, number>>> => {
  const counts = await countNamed(clickhouse);
  const gone: Record<string, number> = {};
  for (const { table, condition } of await sweptTables(clickhouse)) {
    const rows = counts[table] ?? 0;
    if (rows === 0 || table === 'events' || !which(table)) continue;
    await clickhouse.command(`ALTER TABLE \`${table}\` DELETE WHERE ${condition}`, {}, { mutations_sync: '2' });
    gone[table] = rows;
  }
  return gone;
};

/** Says to the engine whom an erasure is about, in memory alone. */
export const fillScratch = async (
  clickhouse: ClickHouse,
  subject: { readonly keys: readonly string[]; readonly reach: readonly string[]; readonly texts: readonly string[] },
): Promise<void> => {
  await emptyScratch(clickhouse);
  const rowsOf = (keys: readonly string[]) => keys.map((key) => ({ id_key: key }));
  await clickhouse.insert({ table: 'erasing_keys', rows: rowsOf(subject.keys) });
  await clickhouse.insert({ table: 'erasing_reach', rows: rowsOf(subject.reach) });
  await clickhouse.insert({ table: 'erasing_texts', rows: subject.texts.map((text) => ({ text })) });
};

export const emptyScratch = async (clickhouse: ClickHouse): Promise<void> => {
  for (const table of erasureScratch) await clickhouse.command(`TRUNCATE TABLE ${table}`);
};
