import { isoTime } from '#collect';
import type { ClickHouse } from '#platform';

type Row = {
  readonly model: string;
  readonly version: string;
  readonly as_of: string;
  readonly score: number;
  readonly percentile: number;
  readonly reasons: [feature: string, contribution: number][];
};

export type ModelScore = Omit<Row, 'as_of'> & {
  readonly asOf: string;
  readonly history: readonly { readonly asOf: string; readonly value: number }[];
};

/** What each model says of a person now, with what it said before. */
export const readScores = async (clickhouse: ClickHouse, keys: readonly string[]): Promise<readonly ModelScore[]> => {
  const rows = await clickhouse.query<Row>(
    // scored again, a snapshot gives the same
    `SELECT model, version, as_of, score, percentile, reasons FROM scores WHERE profile_id IN {keys:Array(UInt64)}
     ORDER BY as_of DESC, model LIMIT 1 BY model, as_of LIMIT 200`,
    { keys },
    { output_format_json_named_tuples_as_objects: 0 },
  );
  const models = [...new Set(rows.map(({ model }) => model))];
  return models.map((model) => {
    const own = rows.filter((row) => row.model === model);
    const { as_of: asOf, ...latest } = own[0];
    return {
      ...latest,
      asOf: isoTime(asOf),
      history: own.map((row) => ({ asOf: isoTime(row.as_of), value: row.score })).toReversed(),
    };
  });
};
