import { selectColumns, type Table } from '../table.ts';
import type { GbdtModel, Tree } from './format.ts';
import { losses } from './losses.ts';

/**
 * Predictions of every row: a probability for the logistic loss, an expected value for the squared one. The table's
 * columns are matched by name; throws a RangeError naming a feature the table lacks.
 */
export const predictGbdt = (model: GbdtModel, table: Table): Float64Array => {
  const { link } = losses[model.parameters.loss];
  return predictMargins(model, table).map(link);
};

/** Margins (log odds for the logistic loss) of every row, from the first `trees` trees. */
export const predictMargins = (model: GbdtModel, table: Table, trees = model.trees.length): Float64Array => {
  const aligned = selectColumns(table, model.features);
  const margin = new Float64Array(table.rows).fill(model.baseMargin);
  for (const tree of model.trees.slice(0, trees)) addTree(tree, aligned, margin);
  return margin;
};

/** Adds each row's leaf value to its margin. Columns must be in the model's order. */
export const addTree = (tree: Tree, table: Table, margin: Float64Array): void => {
  const feature = Int32Array.from(tree.feature);
  const threshold = Float64Array.from(tree.threshold);
  const missingLeft = Uint8Array.from(tree.missingLeft);
  const left = Int32Array.from(tree.left);
  const right = Int32Array.from(tree.right);
  const { rows, values } = table;
  for (let i = 0; i < rows; i++) {
    let node = 0;
    for (let j = feature[0]; j >= 0; j = feature[node]) {
      const x = values[j * rows + i];
      const goesLeft = Number.isNaN(x) ? missingLeft[node] === 1 : x <= threshold[node];
      node = goesLeft ? left[node] : right[node];
    }
    margin[i] += tree.value[node];
  }
};
