import type { RespondedTreatment } from './format.ts';
import type { ResponseHistory } from './history.ts';

/** Uses whose evidence the mean over all benefits is worth. */
const priorUses = 20;

/**
 * Margin of an order that used each treatment's benefit, as a geometric mean: the few dear orders that lift an
 * arithmetic mean are those a benefit hardly ever decides. Pulled to the mean of all benefits while uses are few.
 */
export const typicalWorth = (
  { treatment, orders, uses, marginMinor }: ResponseHistory,
  treatments: readonly RespondedTreatment[],
): number[] => {
  const sums = new Map<string, { logs: number; count: number }>();
  const whole = { logs: 0, count: 0 };
  orders.forEach((n, i) => {
    // with one order it is known which one used the benefit
    if (n !== 1 || !(uses[i] > 0) || !(marginMinor[i] > 0) || treatment[i] === 0) return;
    const { benefit } = treatments[treatment[i] - 1];
    const own = sums.get(benefit) ?? { logs: 0, count: 0 };
    for (const sum of [own, whole]) {
      sum.logs += Math.log(marginMinor[i]);
      sum.count++;
    }
    sums.set(benefit, own);
  });
  const usual = whole.count > 0 ? whole.logs / whole.count : 0;
  return treatments.map(({ benefit }) => {
    const { logs, count } = sums.get(benefit) ?? { logs: 0, count: 0 };
    return whole.count === 0 ? 0 : Math.exp((logs + priorUses * usual) / (count + priorUses));
  });
};
