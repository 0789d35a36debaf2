import { type ClickHouse, problem } from '#platform';
import { csvSql } from '../sql/csv-sql.ts';
import { createParameters } from '../sql/parameters.ts';
import { stagingSettings } from './line-sql.ts';
import { firstLine, type Segment } from './segment.ts';

type Args = {
  readonly clickhouse: ClickHouse;
  readonly run: string;
  readonly attempt: number;
  readonly index: number;
  readonly segment: Segment;
  readonly delimiter: string;
};

/** A row is no longer: one that is, is a quote that nobody closed, which would swallow the rest of the file. */
export const maxRowBytes = 8 * 2 ** 20;

/**
 * Rows whose quoted cells go over several lines become one line each. A file has such rows only if some line opens a
 * cell that it does not close; without one, its lines are its rows and nothing is done.
 *
 * Whether a line begins inside a cell depends on all lines before it. Each line is a function of that one bit: most leave
 * it as it is, some set it (`outside = inside`), some turn it. The bit after a line is what the last setting line said,
 * turned as often as lines have turned it since: two running sums instead of a walk.
 * @throws GyreError `invalid_input` (field `file`) for a quote that is never closed.
 */
export const joinLines = async ({ clickhouse, run, attempt, index, segment, delimiter }: Args): Promise<Segment> => {
  const parameters = createParameters();
  const csv = csvSql(delimiter, parameters);
  const joined = firstLine(attempt, true, index);
  const params = {
    run,
    joined,
    from: BigInt(segment.from),
    to: BigInt(segment.from) + BigInt(segment.lines),
    maxRowBytes,
  };
  const lines = 'SELECT n, line FROM import_lines WHERE run = {run:UUID} AND n >= {from:UInt64} AND n < {to:UInt64}';
  const first = await clickhouse.queryOne<{ lines: string }>(
    `SELECT count() AS lines FROM (${lines}) WHERE ${csv.opens('line')}`,
    { ...params, ...parameters.values },
  );
  if (Number(first?.lines ?? 0) === 0) return segment;

  const record = `
    WITH
      step AS (
        SELECT n, line, toUInt8(${csv.opens('line')}) AS from_outside, toUInt8(${csv.staysOpen('line')}) AS from_inside FROM (${lines})),
      stretched AS (
        SELECT *, sum(from_outside = from_inside) OVER (ORDER BY n) AS stretch FROM step),
      ended AS (
        SELECT n, line,
          (if(stretch = 0, 0, first_value(from_outside) OVER (PARTITION BY stretch ORDER BY n))
            + sum(from_outside = 1 AND from_inside = 0) OVER (PARTITION BY stretch ORDER BY n)) % 2 AS inside
        FROM stretched),
      begun AS (
        SELECT n, line, inside, lagInFrame(inside, 1, 0) OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS inside_before FROM ended),
      placed AS (
        SELECT n, line, inside, sum(inside_before = 0) OVER (ORDER BY n) - 1 AS row FROM begun)`;
  await clickhouse.command(
    `INSERT INTO import_lines (run, n, line, print)
     ${record}
     SELECT {run:UUID}, {joined:UInt64} + row, arrayStringConcat(arrayMap(each -> each.2, arraySort(groupArray((n, line)))), '\n') AS whole,
       sipHash64(${csv.content('whole')})
     FROM placed GROUP BY row`,
    { ...params, ...parameters.values },
    stagingSettings,
  );
  const result = await clickhouse.queryOne<{ rows: string; longest: string; last_open: number }>(
    `SELECT max(n) + 1 - {joined:UInt64} AS rows, max(length(line)) AS longest, argMax(${csv.opens('line')}, n) AS last_open
     FROM import_lines WHERE run = {run:UUID} AND n >= {joined:UInt64}`,
    { ...params, ...parameters.values },
  );
  if (Number(result?.last_open) === 1 || Number(result?.longest) > maxRowBytes)
    throw problem('invalid_input', {
      field: 'file',
      detail: `${segment.name}: a quote is never closed`,
      detailZh: `${segment.name}：有引号没有闭合`,
    });
  return { ...segment, from: String(joined), lines: Number(result?.rows ?? 0) };
};
