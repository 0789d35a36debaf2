import type { GbdtModel, GbdtParameters } from '../gbdt/format.ts';
import { predictGbdt } from '../gbdt/predict.ts';
import { appendColumns, type Table } from '../table.ts';
import type { RespondedTreatment } from './format.ts';

/** Slow, wide leaves: uses are rare, a few per hundred treated. */
export const rareOutcome: Partial<GbdtParameters> = {
  loss: 'logistic',
  trees: 100,
  depth: 4,
  learningRate: 0.07,
  minHessian: 12,
  l2: 10,
  subsample: 0.7,
  columnSample: 0.4,
  maxBins: 63,
  patience: 0,
};

/** The features, and what treatment is in question: row i under treatment arms(i), counted from one. */
export const underTreatment = (
  table: Table,
  treatments: readonly RespondedTreatment[],
  arm: (row: number) => number,
): Table => {
  const width = treatments[0]?.descriptors.length ?? 0;
  const columns = Array.from({ length: width }, (_, d) =>
    Float32Array.from({ length: table.rows }, (__, i) => treatments[arm(i) - 1]?.descriptors[d] ?? Number.NaN),
  );
  return appendColumns(
    table,
    columns.map((_, d) => `$treatment_${d}`),
    columns,
  );
};

/** P(use) of every treatment (in their order) for every row. */
export const usesOf = (use: GbdtModel, table: Table, treatments: readonly RespondedTreatment[]): Float64Array[] =>
  treatments.map((_, k) =>
    predictGbdt(
      use,
      underTreatment(table, treatments, () => k + 1),
    ),
  );
