import { expect, test } from 'vitest';
import { changesOf, datesOf, nodesOf, stayedOf } from './flow-steps.ts';

const flows = [
  { step: 0, from: null, to: 'new', people: 5 },
  { step: 0, from: 'new', to: 'lost', people: 2 },
  { step: 0, from: 'new', to: 'new', people: 1 },
  { step: 1, from: 'new', to: 'lost', people: 6 },
  { step: 1, from: 'lost', to: null, people: 2 },
];

test('dates end now and are as far apart as the period says', () => {
  expect(datesOf(new Date('2026-04-01T10:30:20Z'), 60, 2)).toEqual([
    '2026-01-31T10:30:00.000Z',
    '2026-03-02T10:30:00.000Z',
    '2026-04-01T10:30:00.000Z',
  ]);
});

test('each date has its values in order with their people, and people without one last', () => {
  expect(nodesOf(flows, ['new', 'lost'], 2).map(({ name, people }) => `${name}: ${people}`)).toEqual([
    '0 new: 3',
    '0 : 5',
    '1 new: 6',
    '1 lost: 2',
    '2 lost: 6',
    '2 : 2',
  ]);
});

test('changes leave out who stayed', () => {
  expect(changesOf(flows, 0).map(({ people }) => people)).toEqual([5, 2]);
  expect(stayedOf(flows, 0)).toBe(1);
});
