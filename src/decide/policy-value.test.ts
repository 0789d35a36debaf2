import { describe, expect, test } from 'vitest';
import { seededRandom } from '#platform';
import { doublyRobust, inversePropensity, selfNormalised, type ModelledDecision } from './policy-value.ts';

describe('by hand', () => {
  // two actions logged with p = 1/2 each; the target always takes the first
  const log = [
    { reward: 1, propensity: 0.5, targetProbability: 1 },
    { reward: 0, propensity: 0.5, targetProbability: 1 },
    { reward: 1, propensity: 0.5, targetProbability: 0 },
    { reward: 1, propensity: 0.5, targetProbability: 1 },
  ];

  test('IPS is the mean of the weighted rewards: (2 + 0 + 0 + 2) / 4', () => {
    const { estimate, standardError, effectiveSize } = inversePropensity(log);
    expect(estimate).toBe(1);
    // deviations 1, −1, −1, 1: variance 4/3, error √(4/3 / 4)
    expect(standardError).toBeCloseTo(Math.sqrt(1 / 3), 12);
    expect(effectiveSize).toBe(3);
  });

  test('SNIPS divides by the sum of weights: 4 / 6', () => {
    const { estimate, standardError } = selfNormalised(log);
    expect(estimate).toBeCloseTo(2 / 3, 12);
    // √(Σ (w (r − v))²) / Σ w = √(4/9 + 16/9 + 4/9) / 6
    expect(standardError).toBeCloseTo(Math.sqrt(24 / 9) / 6, 12);
  });

  test('DR with a perfect model is the model', () => {
    const perfect = log.map((decision) => ({ ...decision, predicted: decision.reward, predictedUnderTarget: 0.7 }));
    expect(doublyRobust(perfect)).toMatchObject({
      estimate: expect.closeTo(0.7, 12),
      standardError: expect.closeTo(0, 12),
    });
  });
});

test('over many logs the 95 % intervals of all three cover the true value about 95 % of the time', () => {
  const random = seededRandom('policy-value');
  // three actions, logged .6/.3/.1, paying .1/.2/.3; the target takes them .1/.2/.7: true value .26
  const [logging, paying, target] = [
    [0.6, 0.3, 0.1],
    [0.1, 0.2, 0.3],
    [0.1, 0.2, 0.7],
  ];
  const at = (list: readonly number[] | undefined, i: number): number => list?.[i] ?? 0;
  const covered = { ips: 0, snips: 0, dr: 0 };
  const logs = 300;
  for (let l = 0; l < logs; l++) {
    const log: ModelledDecision[] = Array.from({ length: 1_000 }, () => {
      const action = random.weighted([0, 1, 2], logging ?? []);
      return {
        reward: random.next() < at(paying, action) ? 1 : 0,
        propensity: at(logging, action),
        targetProbability: at(target, action),
        // a model that is wrong by half
        predicted: at(paying, action) / 2,
        predictedUnderTarget: 0.13,
      };
    });
    const covers = ({ low, high }: { low: number; high: number }): number => (low <= 0.26 && 0.26 <= high ? 1 : 0);
    covered.ips += covers(inversePropensity(log));
    covered.snips += covers(selfNormalised(log));
    covered.dr += covers(doublyRobust(log));
  }
  for (const count of Object.values(covered)) {
    expect(count / logs).toBeGreaterThan(0.91);
    expect(count / logs).toBeLessThan(0.985);
  }
});
