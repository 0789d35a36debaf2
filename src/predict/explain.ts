import type { GbdtModel } from './gbdt/format.ts';
import { expectedValue, treePaths, type Path } from './explain-paths.ts';
import { columnOf, selectColumns, type Table } from './table.ts';

/**
 * Why every row got its margin: margin(i) = base + Σ_j values[j · rows + i], exactly (to rounding). In log odds for the
 * logistic loss. Column-major like the table it explains.
 */
export type Contributions = {
  readonly names: readonly string[];
  readonly rows: number;
  /** The model's expected margin over its training rows. */
  readonly base: number;
  readonly values: Float64Array;
};

export type Reason = { readonly name: string; readonly contribution: number };

/**
 * TreeSHAP: path-dependent Shapley values of every feature (Lundberg, Erion & Lee 2018, "Consistent Individualized
 * Feature Attribution for Tree Ensembles", Algorithm 2, with cover as the weight of a branch).
 *
 * A leaf's share of a row's Shapley values depends only on which of the leaf's conditions the row meets. So leaves are
 * the outer loop and rows the inner one, and each pattern of met conditions is worked out once per leaf, which is the
 * idea of Fast TreeSHAP v2 (Yang 2021).
 */
export const explainGbdt = (model: GbdtModel, table: Table): Contributions => {
  const aligned = selectColumns(table, model.features);
  const values = new Float64Array(model.features.length * table.rows);
  let base = model.baseMargin;
  const patterns = new Uint16Array(table.rows);
  for (const tree of model.trees) {
    base += expectedValue(tree);
    for (const path of treePaths(tree)) addPath(path, aligned, patterns, values);
  }
  return { names: model.features, rows: table.rows, base, values };
};

/** The k features that moved row `row` most, with their signs; features that did nothing are left out. */
export const topReasons = (contributions: Contributions, row: number, k: number): readonly Reason[] =>
  contributions.names
    .map((name, j) => ({ name, contribution: contributions.values[j * contributions.rows + row] }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, k);

/** Mean |contribution| per feature: how much each moves predictions, in units of the margin. */
export const meanAbsolute = (contributions: Contributions): Float64Array => {
  const { rows, values } = contributions;
  return Float64Array.from(contributions.names, (_, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += Math.abs(values[j * rows + i]);
    return rows > 0 ? sum / rows : 0;
  });
};

/** Bit k of a row's pattern says that the row meets the path's k-th condition. */
const addPath = (path: Path, table: Table, patterns: Uint16Array, values: Float64Array): void => {
  const { rows } = table;
  patterns.fill(0);
  path.conditions.forEach(({ feature, above, upTo, missing }, k) => {
    const column = columnOf(table, feature);
    const bit = 1 << k;
    for (let i = 0; i < rows; i++) {
      const x = column[i];
      if (Number.isNaN(x) ? missing : x > above && x <= upTo) patterns[i] |= bit;
    }
  });
  const size = path.conditions.length;
  const shares = new Float64Array(size << size);
  const known = new Uint8Array(1 << size);
  const targets = path.conditions.map(({ feature }) => values.subarray(feature * rows, (feature + 1) * rows));
  for (let i = 0; i < rows; i++) {
    const pattern = patterns[i];
    if (known[pattern] === 0) {
      path.shares(pattern, shares.subarray(pattern * size, (pattern + 1) * size));
      known[pattern] = 1;
    }
    for (let k = 0, at = pattern * size; k < size; k++, at++) targets[k][i] += shares[at];
  }
};
