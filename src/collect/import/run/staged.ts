import type { ClickHouse, Params } from '#platform';
import type { Parameters } from '../sql/parameters.ts';
import { type LineRange, rangesOf, type Segment } from '../stage/segment.ts';
import { stagingSettings } from '../stage/line-sql.ts';
import { stagingTables } from '../tables.ts';

/** A condition that holds for a run's lines in the ranges. */
export const linesIn = (run: string, ranges: readonly LineRange[], parameters: Parameters): string => {
  const each = ranges.map(
    ({ from, to }) => `n >= ${parameters.add('UInt64', from)} AND n < ${parameters.add('UInt64', to)}`,
  );
  return `run = ${parameters.add('UUID', run)} AND (${each.length === 0 ? '0' : each.map((range) => `(${range})`).join(' OR ')}) AND line != ''`;
};

/** The rows a mapping reads: n, line, and k for those whose content came before. */
export const stagedRows =
  (run: string, ranges: readonly LineRange[], limit?: number) =>
  (parameters: Parameters): string => {
    const lines = linesIn(run, ranges, parameters);
    const repeats = `SELECT n, k FROM import_repeats WHERE run = ${parameters.add('UUID', run)}${ranges.length === 1 ? ` AND n >= ${parameters.add('UInt64', ranges[0].from)} AND n < ${parameters.add('UInt64', ranges[0].to)}` : ''}`;
    const cut = limit === undefined ? '' : ` ORDER BY n LIMIT ${parameters.add('UInt64', limit)}`;
    return `SELECT n, line, k FROM (SELECT n, line FROM import_lines WHERE ${lines}${cut}) AS l ANY LEFT JOIN (${repeats}) AS r ON l.n = r.n`;
  };

/**
 * Numbers the rows whose content stands in the source more than once; all others, mostly all, need no number. By a
 * fingerprint of 64 bits: two rows share one by chance once in 10^4 files of 10^7 rows, and the second is then counted as
 * a repetition, which gives it another id than it would have had and nothing worse. Answers the number of rows.
 */
export const numberRepeats = async (
  clickhouse: ClickHouse,
  run: string,
  segments: readonly Segment[],
  parameters: Parameters,
): Promise<number> => {
  const lines = linesIn(run, rangesOf(segments), parameters);
  const params: Params = { ...parameters.values, run };
  await clickhouse.command('ALTER TABLE import_repeats DROP PARTITION {run:String}', { run });
  await clickhouse.command(
    `INSERT INTO import_repeats (run, n, k)
     SELECT {run:UUID}, n, k FROM (
       SELECT n, row_number() OVER (PARTITION BY print ORDER BY n) AS k FROM import_lines
       WHERE ${lines} AND print IN (SELECT print FROM import_lines WHERE ${lines} GROUP BY print HAVING count() > 1))
     WHERE k > 1`,
    params,
    stagingSettings,
  );
  const row = await clickhouse.queryOne<{ rows: string }>(
    `SELECT count() AS rows FROM import_lines WHERE ${lines}`,
    params,
  );
  return Number(row?.rows ?? 0);
};

/** Forgets what was staged for a run. */
export const dropStaged = async (clickhouse: ClickHouse, run: string): Promise<void> => {
  for (const { name } of stagingTables)
    await clickhouse.command(`ALTER TABLE ${name} DROP PARTITION {run:String}`, { run });
};
