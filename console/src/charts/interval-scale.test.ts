import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalScale, placeOn, roundStep, verdictOf } from './interval-scale.ts';

describe('the scale of intervals', () => {
  it('shows zero and every end, whatever the intervals', () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 6 }), (triples) => {
        const intervals = triples.map((triple) => {
          const [low = 0, estimate = 0, high = 0] = triple.toSorted((a, b) => a - b);
          return { low, estimate, high };
        });
        const scale = intervalScale(intervals);
        const slack = (scale.high - scale.low) * 1e-6;
        for (const value of [0, ...intervals.flatMap(({ low, high }) => [low, high])]) {
          expect(value).toBeGreaterThanOrEqual(scale.low - slack);
          expect(value).toBeLessThanOrEqual(scale.high + slack);
          expect(placeOn(scale, value)).toBeGreaterThanOrEqual(0);
          expect(placeOn(scale, value)).toBeLessThanOrEqual(1);
        }
        expect(scale.ticks.length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('has round ticks', () => {
    expect(intervalScale([{ low: -120, estimate: 300, high: 780 }]).ticks).toEqual([
      -250,
      0,
      250,
      500,
      1000 - 250,
      1000,
    ]);
    expect(roundStep(900, 4)).toBe(250);
  });

  it('survives a lone zero', () => {
    expect(intervalScale([{ low: 0, estimate: 0, high: 0 }])).toEqual({ low: -1, high: 1, ticks: [0] });
  });

  it('claims an effect only when the whole interval lies on one side of zero', () => {
    expect(verdictOf({ low: 1, estimate: 2, high: 3 })).toBe('above');
    expect(verdictOf({ low: -3, estimate: -2, high: -1 })).toBe('below');
    expect(verdictOf({ low: 0, estimate: 2, high: 3 })).toBe('unclear');
  });
});
