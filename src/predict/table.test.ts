import { describe, expect, it } from 'vitest';
import { appendColumns, columnOf, selectColumns, selectRows, tableFromColumns } from './table.ts';

const table = tableFromColumns({ a: [1, 2, 3], b: [null, 5, Number.POSITIVE_INFINITY] });

describe('a table', () => {
  it('keeps columns one after another, with nothing and infinity as missing', () => {
    expect([...table.values]).toEqual([1, 2, 3, Number.NaN, 5, Number.NaN]);
    expect([...tableFromColumns({ huge: [1e300] }).values]).toEqual([Number.NaN]); // beyond a Float32
  });

  it('takes rows in any order, also twice', () => {
    expect([...selectRows(table, [2, 0, 2]).values.subarray(0, 3)]).toEqual([3, 1, 3]);
  });

  it('takes columns by name, and names the one it lacks', () => {
    expect([...columnOf(selectColumns(table, ['b', 'a']), 1)]).toEqual([1, 2, 3]);
    expect(() => selectColumns(table, ['a', 'c'])).toThrow('"c"');
  });

  it('grows by columns of its own length only', () => {
    expect([...columnOf(appendColumns(table, ['c'], [[7, 8, 9]]), 2)]).toEqual([7, 8, 9]);
    expect(() => appendColumns(table, ['c'], [[7]])).toThrow('"c"');
    expect(() => tableFromColumns({ a: [1], b: [1, 2] })).toThrow('"b"');
  });
});
