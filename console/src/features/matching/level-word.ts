import type { Facts } from '../../i18n/fill.ts';
import type { WordKey } from '../../i18n/dictionary.ts';

const plain: Readonly<Record<string, WordKey>> = {
  same: 'match.level.same',
  different: 'match.level.different',
  exchanged: 'match.level.exchanged',
  missing: 'match.level.missing',
  'same username': 'match.level.username',
  'same characters': 'match.level.characters',
  'same surname, part of the name': 'match.level.part',
  'one character differs': 'match.level.one',
};
const counted: readonly (readonly [RegExp, WordKey])[] = [
  [/^similarity ≥ ([\d.]+)$/, 'match.level.similarity'],
  [/^edits ≤ ([\d.]+)$/, 'match.level.edits'],
  [/^days ≤ ([\d.]+)$/, 'match.level.days'],
  [/^difference ≤ ([\d.]+)$/, 'match.level.difference'],
  [/^first (\d+)$/, 'match.level.first'],
];

/** A level of agreement in the operators' words; one this console does not know stays as it is. */
export const levelWord = (level: string, t: (key: WordKey, facts?: Facts) => string): string => {
  const key = plain[level];
  if (key !== undefined) return t(key);
  for (const [pattern, word] of counted) {
    const n = pattern.exec(level)?.[1];
    if (n !== undefined) return t(word, { n: Number(n) });
  }
  return level;
};
