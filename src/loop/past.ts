import type { ClickHouse } from '#platform';
import type { Table } from '#predict';
import { type FeatureSet, type NumberRows, readTrainingSet } from '#profile';
import { columnAfter, goalAfter, learningFeatures, tableOf } from './people-table.ts';
import type { Program } from './program.ts';

/** A date in the past: the people the program's model learns from as they were then, and what each did in the horizon after it. */
export type Dated = {
  readonly asOf: Date;
  readonly rows: NumberRows;
  readonly goals: Float32Array;
  readonly marginMinor: Float32Array;
  /** How many of the goals used a benefit, as far as the log says. */
  readonly uses: Float32Array;
};

/** Some dates of the past; asking for another one is a mistake. */
export type Past = { readonly at: (asOf: Date) => Dated };

/** Reads dates together, in one pass over the log: propensities and effects are mostly learned from the same ones. */
export const openPast = async (clickhouse: ClickHouse, program: Program, dates: readonly Date[]): Promise<Past> => {
  const set = learningFeatures(program);
  const each = [...new Map(dates.map((date) => [date.getTime(), date])).values()];
  const followed = goalAfter(program);
  const tables = await readTrainingSet(clickhouse, set, each, followed);
  const known = new Map(
    tables.map((rows, i): readonly [number, Dated] => {
      const column = (name: string): Float32Array => columnAfter(set, rows, name, followed.columns);
      const [goals, marginMinor, uses] = [column('goals'), column('margin_minor'), column('uses')];
      return [each[i].getTime(), { asOf: each[i], rows, goals, marginMinor, uses }];
    }),
  );
  return {
    at: (asOf) => {
      const dated = known.get(asOf.getTime());
      if (dated === undefined) throw new RangeError(`${asOf.toISOString()} is none of the dates that were read`);
      return dated;
    },
  };
};

/** The features of some rows of several dates as one table, in their order. */
export const concatenate = (
  set: FeatureSet,
  parts: readonly { readonly rows: NumberRows; readonly kept: readonly number[] }[],
): Table => {
  const count = parts.reduce((sum, { kept }) => sum + kept.length, 0);
  const values = new Float32Array(set.names.length * count);
  let at = 0;
  for (const { rows, kept } of parts) {
    const source = tableOf(set, rows).values;
    for (let j = 0; j < set.names.length; j++)
      for (let k = 0; k < kept.length; k++) values[j * count + at + k] = source[j * rows.rows + kept[k]];
    at += kept.length;
  }
  return { names: set.names, rows: count, values };
};
