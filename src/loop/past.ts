import type { ClickHouse } from '#platform';
import type { Table } from '#predict';
import type { FeatureSet, NumberRows } from '#profile';
import { columnAfter, goalAfter, learningFeatures, readPeople, tableOf } from './people-table.ts';
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

/** Reads dates, each once: propensities and effects are mostly learned from the same ones. */
export type Past = { readonly at: (asOf: Date) => Promise<Dated> };

export const openPast = (clickhouse: ClickHouse, program: Program): Past => {
  const set = learningFeatures(program);
  const known = new Map<number, Promise<Dated>>();
  const read = async (asOf: Date): Promise<Dated> => {
    const joined = goalAfter(program, asOf);
    const rows = await readPeople(clickhouse, set, asOf, joined);
    const column = (name: string): Float32Array => columnAfter(set, rows, name, joined.columns);
    return { asOf, rows, goals: column('goals'), marginMinor: column('margin_minor'), uses: column('uses') };
  };
  // one after the other: a scan of the log keeps all of the store's threads busy by itself, and has its memory
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (asOf: Date): Promise<Dated> => {
    const dated = last.then(() => read(asOf));
    last = dated.catch(() => undefined);
    return dated;
  };
  return {
    at: (asOf) => {
      const dated = known.get(asOf.getTime()) ?? inTurn(asOf);
      known.set(asOf.getTime(), dated);
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
