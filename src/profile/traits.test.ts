import { expect, test } from 'vitest';
import { traitsOf } from './traits.ts';

const told = (name: string, properties: Record<string, unknown>) => ({ name, properties });
const set = (properties: Record<string, unknown>) => told('$identify', properties);

test('what was set last counts, whether or not it was set once before or after', () => {
  expect(
    traitsOf([
      told('$traits_once', { city: 'a', first: 'x' }),
      set({ city: 'b' }),
      told('$traits_once', { city: 'c', first: 'y' }),
    ]),
  ).toEqual({ city: 'b', first: 'x' });
});

test('unset forgets, and what is told afterwards is known again', () => {
  expect(
    traitsOf([set({ city: 'a', tier: 1 }), told('$traits_unset', { city: true }), told('$traits_once', { city: 'b' })]),
  ).toEqual({ tier: 1, city: 'b' });
});

test('lists grow without repeating, numbers add up', () => {
  expect(
    traitsOf([
      told('$traits_append', { tags: ['a'] }),
      told('$traits_append', { tags: ['b', 'a'] }),
      set({ points: 5 }),
      told('$traits_increment', { points: 3, visits: 1 }),
    ]),
  ).toEqual({ tags: ['a', 'b'], points: 8, visits: 1 });
});
