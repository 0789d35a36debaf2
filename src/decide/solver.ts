import loader, { type Highs, type ModelData } from 'highs';

// its one type file is read as CommonJS, where the loader would be `.default`; the ES module exports the loader itself
const loadHighs = loader as unknown as typeof loader.default;

let loaded: Promise<Highs> | undefined;

/** HiGHS compiled to WebAssembly (Huangfu & Hall 2018), loaded once per thread; its calls block. */
export const highs = (): Promise<Highs> => (loaded ??= loadHighs());

/** Columns of a sparse matrix gathered one by one, as the solver wants them (CSC). */
export type ColumnBuilder = {
  readonly add: (args: {
    cost: number;
    upper: number;
    entries: readonly (readonly [row: number, value: number])[];
  }) => void;
  readonly model: (args: {
    solver: Highs;
    rowLower: Float64Array;
    rowUpper: Float64Array;
    integer: boolean;
  }) => ModelData;
};

/** Builds `maximise cost · x, 0 ≤ x ≤ upper, rowLower ≤ A x ≤ rowUpper`. */
export const columnBuilder = (): ColumnBuilder => {
  const costs: number[] = [];
  const uppers: number[] = [];
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  return {
    add: ({ cost, upper, entries }) => {
      costs.push(cost);
      uppers.push(upper);
      for (const [row, value] of entries) {
        if (value === 0) continue;
        indices.push(row);
        values.push(value);
      }
      starts.push(indices.length);
    },
    model: ({ solver, rowLower, rowUpper, integer }) => ({
      numCols: costs.length,
      numRows: rowUpper.length,
      sense: solver.constants.objectiveSense.maximize,
      colCost: costs,
      colLower: new Float64Array(costs.length),
      colUpper: uppers,
      rowLower,
      rowUpper,
      matrix: { format: 'csc', numRows: rowUpper.length, numCols: costs.length, starts, indices, values },
      ...(integer ? { integrality: new Int32Array(costs.length).fill(1) } : {}),
    }),
  };
};
