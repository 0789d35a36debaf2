import { describe, expect, it } from 'vitest';
import { seededRandom } from '#platform/random.ts';
import { tableFromColumns } from '../table.ts';
import { binTable, findCuts } from './bins.ts';

describe('binning', () => {
  it('cuts halfway between distinct values when they are few', () => {
    expect([...findCuts(Float32Array.of(3, 1, 1, Number.NaN, 7), 255)]).toEqual([2, 5]);
  });

  it('cuts at quantiles when there are more distinct values than bins', () => {
    expect([
      ...findCuts(
        Float32Array.from({ length: 100 }, (_, i) => i),
        4,
      ),
    ]).toEqual([25, 50, 75]);
  });

  it('keeps code 0 for missing values and puts a value equal to a cut below it', () => {
    const bins = binTable(tableFromColumns({ x: [1, 2, null, 3, 9] }), 255);
    expect([...bins.cuts[0]]).toEqual([1.5, 2.5, 6]);
    expect([...bins.codes]).toEqual([1, 2, 0, 3, 4]);
    expect([...bins.starts]).toEqual([0, 5]);
  });

  it('gives no cut to a constant or an empty column', () => {
    expect(findCuts(Float32Array.of(4, 4, 4), 255)).toHaveLength(0);
    expect(findCuts(Float32Array.of(Number.NaN), 255)).toHaveLength(0);
  });

  it('never needs more than 255 value codes', () => {
    const random = seededRandom('bins');
    const bins = binTable(tableFromColumns({ x: Array.from({ length: 5000 }, () => random.normal()) }), 255);
    expect(bins.cuts[0].length).toBe(254);
    expect(Math.max(...bins.codes)).toBe(255);
  });
});
