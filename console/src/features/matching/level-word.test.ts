import { expect, it } from 'vitest';
import { fill } from '../../i18n/fill.ts';
import { en } from '../../i18n/dictionary.ts';
import { levelWord } from './level-word.ts';

const t: Parameters<typeof levelWord>[1] = (key, facts) =>
  facts === undefined ? en[key] : fill(en[key], facts, String);

it('says every kind of level in words', () => {
  expect(
    ['same', 'edits ≤ 1', 'days ≤ 31', 'similarity ≥ 0.92', 'first 3'].map((level) => levelWord(level, t)),
  ).toEqual([
    'the same',
    'at most 1 keystroke apart',
    'at most 31 days apart',
    'similarity from 0.92',
    'same first 3 letters',
  ]);
});

it('leaves a level it does not know as it is', () => {
  expect(levelWord('sounds alike', t)).toBe('sounds alike');
});
