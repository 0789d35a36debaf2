import { expect, it } from 'vitest';
import { fill } from './fill.ts';

const number = (value: number) => value.toLocaleString('en');

it('writes facts into a sentence, numbers in the reader’s way', () => {
  expect(fill('{n} people since {when}', { n: 14990, when: 'May' }, number)).toBe('14,990 people since May');
});

it('chooses the word by the number', () => {
  expect(fill('{n} {n:person|people}', { n: 1 }, number)).toBe('1 person');
  expect(fill('{n} {n:person|people}', { n: 0 }, number)).toBe('0 people');
});

it('keeps a hole visible when its fact is missing', () => {
  expect(fill('by {who}', {}, number)).toBe('by {who}');
});
