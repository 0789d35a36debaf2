/**
 * A feature table: one Float32 column per feature, columns one after another in a single buffer, NaN where a value is
 * missing. It is plain data, so it crosses a worker's boundary as it is, and a kernel reads a column sequentially.
 */
export type Table = {
  readonly names: readonly string[];
  readonly rows: number;
  /** Column-major: the value of feature j in row i is `values[j * rows + i]`. */
  readonly values: Float32Array;
};

/**
 * Builds a table from columns of numbers; null, undefined and ±Infinity become missing (a ratio by zero is no value,
 * and a threshold has to be finite to be written as JSON).
 *
 * @example tableFromColumns({ orders: [1, 2, null], days_since: [3, 40, 7] }).rows // 3
 */
export const tableFromColumns = (columns: Readonly<Record<string, ArrayLike<number | null | undefined>>>): Table => {
  const names = Object.keys(columns);
  const rows = names.length === 0 ? 0 : columns[names[0]].length;
  const table = emptyTable(names, rows);
  names.forEach((name, j) => {
    const source = columns[name];
    if (!source || source.length !== rows) throw new RangeError(`column "${name}" has not ${rows} rows`);
    const target = columnOf(table, j);
    for (let i = 0; i < rows; i++) target[i] = finiteOrMissing(source[i]);
  });
  return table;
};

/** A table of the given shape with every value missing, to be filled column by column or row by row. */
export const emptyTable = (names: readonly string[], rows: number): Table => {
  return { names, rows, values: new Float32Array(names.length * rows).fill(Number.NaN) };
};

/** The values of feature j as a view on the table's buffer (length = rows). */
export const columnOf = (table: Table, j: number): Float32Array => {
  return table.values.subarray(j * table.rows, (j + 1) * table.rows);
};

/** A new table with the given rows, in the given order; a row may be repeated. */
export const selectRows = (table: Table, rows: ArrayLike<number>): Table => {
  const selected = emptyTable(table.names, rows.length);
  for (let j = 0; j < table.names.length; j++) {
    const source = columnOf(table, j);
    const target = columnOf(selected, j);
    for (let i = 0; i < rows.length; i++) target[i] = source[rows[i]];
  }
  return selected;
};

/** The same rows with exactly these columns in this order; throws a RangeError naming a column the table has not. */
export const selectColumns = (table: Table, names: readonly string[]): Table => {
  if (names.length === table.names.length && names.every((name, j) => name === table.names[j])) return table;
  const selected = emptyTable(names, table.rows);
  names.forEach((name, j) => {
    const source = table.names.indexOf(name);
    if (source < 0) throw new RangeError(`the table has no column "${name}"`);
    columnOf(selected, j).set(columnOf(table, source));
  });
  return selected;
};

/** The table with further columns to the right; each must have the table's number of rows. */
export const appendColumns = (table: Table, names: readonly string[], columns: readonly ArrayLike<number>[]): Table => {
  const wider = emptyTable([...table.names, ...names], table.rows);
  wider.values.set(table.values);
  columns.forEach((column, k) => {
    if (column.length !== table.rows) throw new RangeError(`column "${names[k]}" has not ${table.rows} rows`);
    columnOf(wider, table.names.length + k).set(column);
  });
  return wider;
};

/** The entries of a numeric array at the given rows, as the same kind of array. */
export const pick = (source: Float64Array, rows: ArrayLike<number>): Float64Array => {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = source[rows[i]];
  return picked;
};

const finiteOrMissing = (value: number | null | undefined): number => {
  if (value === null || value === undefined) return Number.NaN;
  const single = Math.fround(value);
  return Number.isFinite(single) ? single : Number.NaN;
};
