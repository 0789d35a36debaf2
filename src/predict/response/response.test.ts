import { describe, expect, test } from 'vitest';
import { seededRandom } from '#platform/random.ts';
import { emptyTable } from '../table.ts';
import { fitResponse, type ResponseArgs } from './fit.ts';
import { responseModelSchema } from './format.ts';
import { propensitiesOf } from './history.ts';
import { predictResponse } from './predict.ts';
import { ridge } from './ridge.ts';
import { shareKept } from './share-kept.ts';
import { typicalWorth } from './worth.ts';

const treatments = [
  { name: 'coupon|sms', benefit: 'coupon', descriptors: [10, 1] },
  { name: 'gift|sms', benefit: 'gift', descriptors: [20, 0] },
];

/**
 * People order with 8 %. Sent a coupon, the keen ones (a third) use it with 15 % on an order that would not have been,
 * the others with 2 %; a gift moves nobody beyond 1 %. A fifth of the orders that come anyway use the benefit as well.
 */
const aHistory = (rows: number, seed = 'history'): ResponseArgs => {
  const random = seededRandom(seed);
  const table = emptyTable(['keen', 'noise'], rows);
  const history = {
    chance: new Float64Array(rows * 3),
    treatment: new Int32Array(rows),
    orders: new Float64Array(rows),
    uses: new Float64Array(rows),
    marginMinor: new Float64Array(rows),
  };
  for (let i = 0; i < rows; i++) {
    const keen = random.next() < 1 / 3 ? 1 : 0;
    table.values[i] = keen;
    table.values[rows + i] = random.normal();
    history.chance.set([0.4, 0.3, 0.3], i * 3);
    history.treatment[i] = random.weighted([0, 1, 2], [0.4, 0.3, 0.3]);
    const anyway = random.next() < 0.08;
    const moved = random.next() < [0, keen ? 0.15 : 0.02, 0.01][history.treatment[i]];
    history.orders[i] = (anyway ? 1 : 0) + (moved ? 1 : 0);
    history.uses[i] = moved || (anyway && history.treatment[i] > 0 && random.next() < 0.2) ? 1 : 0;
    history.marginMinor[i] = history.orders[i] * 10_000;
  }
  return { table, ...history, treatments, seed };
};

describe('effects anchored in the use of benefits', () => {
  const args = aHistory(12_000);
  const model = fitResponse(args);
  if (!model) throw new Error('enough uses');
  // 300 keen people, then 300 who are not
  const people = emptyTable(['keen', 'noise'], 600);
  const random = seededRandom('people');
  for (let i = 0; i < 600; i++) people.values.set([i < 300 ? 1 : 0], i);
  for (let i = 0; i < 600; i++) people.values.set([random.normal()], 600 + i);
  const { effect, use } = predictResponse(model, people);
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const keen = (values: Float64Array): number => mean(values.subarray(0, 300));
  const others = (values: Float64Array): number => mean(values.subarray(300));

  test('find who answers to what', () => {
    expect(keen(effect[0])).toBeGreaterThan(0.11);
    expect(keen(effect[0])).toBeLessThan(0.18);
    expect(Math.abs(others(effect[0]) - 0.02)).toBeLessThan(0.02);
    expect(Math.abs(keen(effect[1]))).toBeLessThan(0.03);
  });

  test('tell how likely the benefit is used, also by those who would have ordered anyway', () => {
    expect(Math.abs(keen(use[0]) - 0.166)).toBeLessThan(0.02);
    expect(Math.abs(others(use[1]) - 0.026)).toBeLessThan(0.01);
  });

  test('are the same for the same seed, and survive being written down and read again', () => {
    expect(fitResponse(aHistory(12_000))).toEqual(model);
    expect(responseModelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  test('are not claimed when hardly anybody used anything', () => {
    expect(fitResponse({ ...args, uses: new Float64Array(args.uses.length) })).toBeUndefined();
  });
});

test('the share kept is found where there is much evidence, and is the prior where there is none', () => {
  const rows = 60_000;
  const { table, chance, treatment, orders, uses, marginMinor } = aHistory(rows, 'kept');
  const use = treatments.map((_, k) =>
    Float64Array.from({ length: rows }, (__, i) => [table.values[i] ? 0.166 : 0.036, 0.026][k]),
  );
  const history = { table, chance, treatment, orders, uses, marginMinor };
  const probability = new Float64Array(rows).fill(0.1);
  const expected = new Float64Array(rows).fill(0.11);
  const { kept, displaced } = shareKept({ history, treatments, use, probability, expected });
  // 0.166 κ − 0.1 φ = 0.15 for the keen, the one benefit that tells
  expect(0.166 * kept[0] - 0.1 * displaced).toBeCloseTo(0.15, 1);
  const nobody = {
    table: emptyTable(['keen', 'noise'], 0),
    chance: new Float64Array(0),
    treatment: new Int32Array(0),
    orders: new Float64Array(0),
    uses: new Float64Array(0),
    marginMinor: new Float64Array(0),
  };
  const none = shareKept({
    history: nobody,
    treatments,
    use: treatments.map(() => new Float64Array(0)),
    probability: new Float64Array(0),
    expected: new Float64Array(0),
  });
  expect(none).toEqual({ kept: [1, 1], displaced: 0.25 });
});

test('ridge regression is the precision-weighted mean of prior and data', () => {
  const line = ridge([{ mean: 1, sd: 0.5 }]);
  line.add([2], 6, 1); // the data say 3 with precision 4, the prior 1 with precision 4
  expect(line.solve()[0]).toBeCloseTo(2, 12);
  const two = ridge([
    { mean: 0, sd: 10 },
    { mean: 0, sd: 10 },
  ]);
  two.add([1, 1], 3, 1e6);
  two.add([1, -1], 1, 1e6);
  expect(two.solve()[0]).toBeCloseTo(2, 5);
  expect(two.solve()[1]).toBeCloseTo(1, 5);
});

test('the propensity of a row is its own chance of what it got', () => {
  const history = {
    ...aHistory(0),
    treatment: Int32Array.of(0, 2),
    chance: Float64Array.of(0.25, 0.75, 0, 0.5, 0, 0.5),
  };
  expect([...propensitiesOf(history)]).toEqual([0.25, 0.5]);
});

test('what a use is worth is the geometric mean of its orders, pulled to that of all benefits', () => {
  const rows = 40;
  const worth = typicalWorth(
    {
      ...aHistory(0),
      treatment: Int32Array.from({ length: rows }, (_, i) => (i < 20 ? 1 : 2)),
      orders: new Float64Array(rows).fill(1),
      uses: new Float64Array(rows).fill(1),
      marginMinor: Float64Array.from({ length: rows }, (_, i) => (i < 20 ? 10_000 : 40_000)),
    },
    treatments,
  );
  // halfway, in logarithms, between its own mean and that of all, 20,000
  expect(worth[0]).toBeCloseTo(Math.sqrt(10_000 * 20_000), 6);
  expect(worth[1]).toBeCloseTo(Math.sqrt(40_000 * 20_000), 6);
});
