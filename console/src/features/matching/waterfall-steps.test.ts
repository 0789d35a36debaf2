import { expect, it } from 'vitest';
import { waterfallSteps } from './waterfall-steps.ts';

it('stands every field on the ones before it, from the prior to the weight', () => {
  const { steps, low, high } = waterfallSteps(-10, [8, -2, 7]);
  expect(steps).toEqual([
    { from: 0, to: -10 },
    { from: -10, to: -2 },
    { from: -2, to: -4 },
    { from: -4, to: 3 },
  ]);
  expect([low, high]).toEqual([-10, 3]);
});
