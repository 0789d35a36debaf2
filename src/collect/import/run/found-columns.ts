import type { ClickHouse } from '#platform';
import type { FoundColumn } from '../schemas.ts';
import { cellLayer } from '../sql/cell-sql.ts';
import { createParameters } from '../sql/parameters.ts';
import { guessOf } from '../suggest-mapping.ts';
import type { ImportRun } from './run-store.ts';
import { stagedRows } from './staged.ts';

const lookedAt = 500;
const maxColumns = 200;

/** The columns of what has been read, with what their first rows look like. */
export const foundColumns = async (clickhouse: ClickHouse, run: ImportRun): Promise<readonly FoundColumn[]> => {
  const segment = run.segments.find(({ lines }) => lines > 0);
  if (segment === undefined) return [];
  const range = { from: segment.from, to: String(BigInt(segment.from) + BigInt(segment.lines)) };
  const names = segment.format.type === 'csv' ? segment.format.header : await jsonKeys(clickhouse, run, range);
  const columns = [...new Set(names)].filter((name) => name !== '').slice(0, maxColumns);
  if (columns.length === 0) return [];
  const parameters = createParameters();
  const cells = cellLayer({
    format: segment.format,
    columns,
    rows: stagedRows(run.id, [range], lookedAt)(parameters),
    parameters,
  });
  const rows = await clickhouse.query<{ cells: readonly string[] }>(
    `SELECT [${columns.map((_name, index) => `c${index}`).join(', ')}] AS cells FROM (${cells}) ORDER BY n`,
    parameters.values,
  );
  return columns.map((name, index) => {
    const values = rows.map((row) => row.cells[index] ?? '').filter((value) => value !== '');
    return {
      name,
      guess: guessOf(name, values),
      examples: [...new Set(values)].slice(0, 3).map((value) => value.slice(0, 80)),
    };
  });
};

const jsonKeys = async (
  clickhouse: ClickHouse,
  run: ImportRun,
  range: { readonly from: string; readonly to: string },
): Promise<readonly string[]> => {
  const parameters = createParameters();
  const rows = await clickhouse.query<{ key: string }>(
    `SELECT arrayJoin(JSONExtractKeys(line)) AS key, min(n) AS first FROM (${stagedRows(run.id, [range], lookedAt)(parameters)})
     GROUP BY key ORDER BY first, key`,
    parameters.values,
  );
  return rows.map(({ key }) => key);
};
