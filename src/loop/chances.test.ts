import { expect, test } from 'vitest';
import { seededRandom } from '#platform';
import { fitEffect, tableFromColumns } from '#predict';
import { dayChances, openChances } from './chances.ts';

test('where everybody had the same chances they are the shares of the day', () => {
  expect(dayChances([0, 1, 1, 2], 2)[0]).toEqual([0.25, 0.5, 0.25]);
  expect(dayChances([0, 1, -1], 1)).toEqual(Array(3).fill([0.5, 0.5]));
});

test('who has fewer candidates open gets each of them more often, and everybody is treated equally often', () => {
  const rows = [
    { arm: 0, open: [1, 2], options: 2 },
    { arm: 1, open: [1], options: 1 },
  ];
  expect(openChances(rows, 2)).toEqual([
    [0.5, 0.25, 0.25],
    [0.5, 0.5, 0],
  ]);
});

test('a candidate that there is no more leaves chances that add up to one for whoever got something else', () => {
  const rows = [
    { arm: 0, open: [1], options: 2 },
    { arm: -1, open: [1], options: 2 },
  ];
  const [first] = openChances(rows, 1);
  expect(first[0]).toBeCloseTo(0.5 / 0.75, 12);
  expect(first[1]).toBeCloseTo(0.25 / 0.75, 12);
});

/**
 * An SMS changes nothing in this world. Half of the people can be reached by SMS alone and order with 10 %, the others by
 * e-mail as well and order with 90 %: of those who were sent an SMS more are of the first kind.
 */
test('who can be reached by little is not taken for an effect', () => {
  const random = seededRandom('reach');
  const people = Array.from({ length: 1_900 }, (_, i) => {
    const open = i % 2 === 0 ? [1] : [1, 2];
    const arm = random.next() < 0.5 ? 0 : open[random.int(open.length)];
    return { arm, open, options: open.length, ordered: random.next() < (i % 2 === 0 ? 0.1 : 0.9) ? 1 : 0 };
  });
  const effectBy = (chances: readonly (readonly number[])[]) => {
    const [sms] = fitEffect({
      table: tableFromColumns({ nothing: new Float32Array(people.length) }),
      treatment: people.map(({ arm }) => arm),
      propensity: people.map(({ arm }, i) => chances[i][arm]),
      outcome: Float64Array.from(people, ({ ordered }) => ordered),
      treatments: [
        { name: 'sms', descriptors: [] },
        { name: 'email', descriptors: [] },
      ],
      prior: { effect: 0, sd: 0.01 },
      seed: 'reach',
    }).arms;
    return { measured: sms.measured ?? Number.NaN, error: sms.standardError ?? Number.NaN };
  };
  const own = effectBy(openChances(people, 2));
  expect(Math.abs(own.measured)).toBeLessThan(3 * own.error);
  const ofTheDay = effectBy(
    dayChances(
      people.map(({ arm }) => arm),
      2,
    ),
  );
  expect(ofTheDay.measured).toBeLessThan(-4 * ofTheDay.error);
});
