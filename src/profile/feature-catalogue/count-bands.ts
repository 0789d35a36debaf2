import type { ClickHouse } from '#platform';
import type { SnapshotColumns } from './read-figures.ts';

export type BandCounts = {
  /** By band, one more than edges. */
  readonly people: readonly number[];
  readonly missing: number;
};

type BandArgs = SnapshotColumns & {
  /** For each column where its bands meet, rising. */
  readonly edges: readonly (readonly number[])[];
  /** Whether an edge belongs to the band below it: histograms read [1, 2), bands between quantiles (1, 2]. */
  readonly upper: 'inside' | 'outside';
  /** Place of a column that is 1 for the people to be counted. */
  readonly among?: number;
};

/** People by band of each column, in one pass over the snapshot inside the engine. */
export const countBands = async (
  clickhouse: ClickHouse,
  { snapshot, places, edges, upper, among }: BandArgs,
): Promise<readonly BandCounts[]> => {
  const rows = await clickhouse.query<{ column: number; band: number; people: string }>(
    `SELECT column, band, count() AS people
     FROM (
       SELECT arrayMap((place, edges) -> if(isFinite(\`values\`[place + 1]),
           toInt32(arrayCount(edge -> \`values\`[place + 1] ${upper === 'inside' ? '>' : '>='} edge, edges)), -1),
         {places:Array(UInt32)}, {edges:Array(Array(Float64))}) AS bands
       FROM feature_rows FINAL WHERE snapshot = {snapshot:String}
         ${among === undefined ? '' : 'AND `values`[{among:UInt32} + 1] = 1'})
     ARRAY JOIN bands AS band, arrayEnumerate(bands) AS column
     GROUP BY column, band`,
    { snapshot, places, edges, among: among ?? 0 },
  );
  const counts = edges.map((each) => ({ people: Array.from({ length: each.length + 1 }, () => 0), missing: 0 }));
  for (const { column, band, people } of rows) {
    const count = counts[column - 1];
    if (band < 0) count.missing = Number(people);
    else count.people[band] = Number(people);
  }
  return counts;
};
