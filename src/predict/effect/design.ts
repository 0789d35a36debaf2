import { appendColumns, columnOf, emptyTable, selectRows, type Table } from '../table.ts';
import type { Treatment } from './format.ts';

/** Descriptors of every treatment, all of one length; treatments without any are told apart by an indicator each. */
export const descriptorsOf = (treatments: readonly Treatment[]): readonly (readonly number[])[] =>
  treatments.some(({ descriptors }) => descriptors.length > 0) || treatments.length === 1
    ? treatments.map(({ descriptors }) => descriptors)
    : treatments.map((_, k) => treatments.map((__, l) => (k === l ? 1 : 0)));

/**
 * What effects are learned from: the features, the baseline (people who would buy anyway answer differently), and the
 * descriptors of the treatment in question. Row i of the result is row rows[i] under treatment arms[i] (from 1).
 */
export const designTable = (args: {
  readonly table: Table;
  readonly baseline: Float64Array;
  readonly treatments: readonly Treatment[];
  readonly rows: Int32Array;
  readonly arms: Int32Array;
}): Table => {
  const { rows, arms } = args;
  const descriptors = descriptorsOf(args.treatments);
  const width = descriptors[0]?.length ?? 0;
  const more = emptyTable(['$baseline', ...Array.from({ length: width }, (_, d) => `$treatment_${d}`)], rows.length);
  const baseline = columnOf(more, 0);
  for (let i = 0; i < rows.length; i++) baseline[i] = args.baseline[rows[i]];
  for (let d = 0; d < width; d++) {
    const column = columnOf(more, d + 1);
    for (let i = 0; i < rows.length; i++) column[i] = descriptors[arms[i] - 1][d];
  }
  const columns = more.names.map((_, d) => columnOf(more, d));
  return appendColumns(selectRows(args.table, rows), more.names, columns);
};
