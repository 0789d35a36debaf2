import { randomUUID } from 'node:crypto';
import { type CompileArgs, compileStaged, type Sql } from '#documents';
import { type ClickHouse, sqlTime } from '#platform';

/**
 * A set's rows for many dates, in parts of the people. The log is read once: what the set reads of it is written down
 * narrow and in the parts' order; then each part is asked for all dates at once, as many together as there are threads.
 * A part is a range of OneIDs, so the parts in their order are the people in theirs.
 *
 * @param each gets a part's query (columns `profile_id`, `as_of`, the outputs) with its parameters, and its place
 */
export const inParts = async (
  clickhouse: ClickHouse,
  { asked, dates }: { readonly asked: Omit<CompileArgs, 'population'>; readonly dates: readonly Date[] },
  each: (rows: Sql, part: number) => Promise<void>,
): Promise<void> => {
  if (dates.length === 0) return;
  const table = `training_${randomUUID().replaceAll('-', '')}`;
  const whose = (profileId: string): string => `intDiv(${profileId}, {step:UInt64}) = {part:UInt16}`;
  const { stage, set } = compileStaged({ ...asked, staged: { table, where: 'part = {part:UInt16}', whose } });
  const cells = dates.length * (set.atoms.length + asked.outputs.length);
  const { parts, together } = await partsFor(clickhouse, { cells, dates: dates.length });
  // a range of the 64 bits of a OneID
  const step = (2n ** 64n + BigInt(parts) - 1n) / BigInt(parts);
  const at = { as_of_dates: dates.map(sqlTime) };
  await forgetOld(clickhouse);
  try {
    await clickhouse.command(tableSql(table, stage.columns));
    await clickhouse.command(
      `INSERT INTO ${table} SELECT toUInt16(intDiv(profile_id, {step:UInt64})) AS part, * FROM (${stage.sql})`,
      { ...stage.params, ...at, step },
      // a block is sorted in memory, by each thread
      { max_insert_threads: '2', max_execution_time: 3600 },
    );
    const left = Array.from({ length: parts }, (_, part) => part);
    const work = async (): Promise<void> => {
      for (let part = left.shift(); part !== undefined; part = left.shift())
        await each({ sql: set.sql, params: { ...set.params, ...at, step, part } }, part);
    };
    await Promise.all(Array.from({ length: together }, work));
  } finally {
    await clickhouse.command(`DROP TABLE IF EXISTS ${table} SYNC`);
  }
};

/** Written once, read once: nothing to merge, nothing to keep through a power cut. In each block a part has few rows of each event: small granules. */
const tableSql = (table: string, columns: readonly (readonly [string, string])[]): string =>
  `CREATE TABLE ${table} (part UInt16, ${columns.map(([name, type]) => `${name} ${type}`).join(', ')})
   ENGINE = MergeTree ORDER BY (part, name, profile_id)
   SETTINGS index_granularity = 512, max_bytes_to_merge_at_max_space_in_pool = 1, fsync_after_insert = 0, fsync_part_directory = 0`;

/**
 * What a part takes in memory: for each person so much for each number at each date while it is counted and joined, and for
 * each event at each date what lists of them hold. Measured, with room to spare: docs/adr/0031.
 */
const bytesEachNumber = 30;
const bytesEachEvent = 16;

/** A part for each thread, and so many that those worked on together stay well below what the engine has. */
const partsFor = async (
  clickhouse: ClickHouse,
  { cells, dates }: { readonly cells: number; readonly dates: number },
): Promise<{ readonly parts: number; readonly together: number }> => {
  const row = await clickhouse.queryOne<{ keys: string; events: string; bytes: string; threads: string }>(
    `SELECT (SELECT count() FROM identifiers) AS keys, (SELECT count() FROM events) AS events,
       getSetting('max_memory_usage') AS bytes, getSetting('max_threads') AS threads`,
  );
  const bytes = Number(row?.bytes ?? 0) || 8e9;
  const together = Math.max(1, Math.min(8, Number(row?.threads) || 1));
  const all = Number(row?.keys ?? 0) * cells * bytesEachNumber + Number(row?.events ?? 0) * dates * bytesEachEvent;
  const needed = Math.ceil((all * together) / (bytes * 0.75));
  return { parts: Math.min(4096, Math.max(needed, together, 2)), together };
};

/** Left by a process that was killed. None takes a day. */
const forgetOld = async (clickhouse: ClickHouse): Promise<void> => {
  const old = await clickhouse.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '^training_[0-9a-f]{32}$')
       AND metadata_modification_time < now() - INTERVAL 1 DAY`,
  );
  for (const { name } of old) await clickhouse.command(`DROP TABLE IF EXISTS ${name} SYNC`);
};
