import type { ClickHouse } from '#platform';
import { histogramEdges } from './histogram-edges.ts';
import { countBands } from './count-bands.ts';
import { quantileLevels } from './quantile-levels.ts';
import type { FeatureFigures } from './schemas.ts';

/** A column of a snapshot's rows: its place in `values`, counted from 0. */
export type SnapshotColumns = { readonly snapshot: string; readonly places: readonly number[] };

type Row = {
  readonly column: number;
  readonly people: string;
  readonly missing: string;
  readonly whole: number;
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
  readonly quantiles: readonly number[];
};

/**
 * Figures of some columns of a snapshot, in the order of `places`, in two passes over it inside the engine: the range first,
 * then the people by band of it.
 *
 * Quantiles after Greenwald & Khanna (2001), rank error 0.1 %: they are values that somebody has (a median of 3 orders, not
 * of 2.7), in bounded memory.
 */
export const readFigures = async (
  clickhouse: ClickHouse,
  { snapshot, places }: SnapshotColumns,
): Promise<readonly FeatureFigures[]> => {
  if (places.length === 0) return [];
  const rows = await clickhouse.query<Row>(
    `SELECT column, count() AS people, countIf(NOT isFinite(value)) AS missing,
       countIf(isFinite(value) AND value != round(value)) = 0 AS whole,
       avgIf(value, isFinite(value)) AS mean, stddevPopIf(value, isFinite(value)) AS deviation,
       minIf(value, isFinite(value)) AS least, maxIf(value, isFinite(value)) AS most,
       quantilesGKIf(1000, ${quantileLevels.join(', ')})(value, isFinite(value)) AS quantiles
     FROM (
       SELECT arrayMap(place -> \`values\`[place + 1], {places:Array(UInt32)}) AS chosen
       FROM feature_rows FINAL WHERE snapshot = {snapshot:String})
     ARRAY JOIN chosen AS value, arrayEnumerate(chosen) AS column
     GROUP BY column`,
    { snapshot, places },
    { output_format_json_quote_64bit_floats: 0, output_format_json_quote_denormals: 0 },
  );
  const byColumn = new Map(rows.map((row) => [row.column - 1, row]));
  const edges = places.map((_, k) => edgesOf(byColumn.get(k)));
  const bands = await countBands(clickhouse, { snapshot, places, edges, upper: 'outside' });
  return places.map((_, k) => {
    const row = byColumn.get(k);
    const people = Number(row?.people ?? 0);
    const missing = Number(row?.missing ?? 0);
    return {
      people,
      missing,
      spread:
        row === undefined || missing === people
          ? null
          : {
              mean: row.mean,
              deviation: row.deviation,
              least: row.least,
              most: row.most,
              quantiles: quantileLevels.map((level, i) => ({ level, value: row.quantiles[i] })),
            },
      histogram: { edges: [...edges[k]], people: people === missing ? [] : [...bands[k].people] },
    };
  });
};

const edgesOf = (row: Row | undefined): readonly number[] =>
  row === undefined || row.missing === row.people
    ? []
    : histogramEdges({
        least: row.least,
        most: row.most,
        low: row.quantiles[0],
        high: row.quantiles[quantileLevels.length - 1],
        whole: row.whole === 1,
      });
