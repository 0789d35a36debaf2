import { seededRandom } from '#platform/random.ts';
import { emptyTable, type Table } from './table.ts';

/**
 * For tests: a table of mixed columns (normal, skewed, small integers in turn) with values missing at random, and a 0/1
 * target that depends on the first three of them.
 */
export const aRandomTable = (shape: {
  readonly seed: string;
  readonly rows: number;
  readonly features: number;
  readonly missing?: number;
}): { table: Table; target: Float64Array } => {
  const random = seededRandom(shape.seed);
  const { rows, features } = shape;
  const table = emptyTable(
    Array.from({ length: features }, (_, j) => `f${j}`),
    rows,
  );
  const target = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const x = Array.from({ length: features }, (_, j) => {
      if (j % 3 === 0) return random.normal();
      return j % 3 === 1 ? Math.exp(random.normal()) : random.int(6);
    });
    const margin = 1.2 * x[0] + (x[1] > 1 ? 0.8 : -0.8) + 0.3 * ((x[2] ?? 0) - 2.5) * (x[0] > 0 ? 1 : -0.5) - 0.5;
    target[i] = random.next() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
    x.forEach((value, j) => {
      if (random.next() >= (shape.missing ?? 0)) table.values[j * rows + i] = value;
    });
  }
  return { table, target };
};
