import { describe, expect, it } from 'vitest';
import { en, zh } from './dictionary.ts';

const holes = (sentence: string): readonly string[] =>
  [...new Set([...sentence.matchAll(/\{(\w+)/g)].flatMap(([, name]) => name ?? []))].toSorted();
const entries = Object.entries(en);
const chinese: Readonly<Record<string, string>> = zh;

describe('the dictionary', () => {
  it('has every sentence in both languages, and no others', () => {
    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
    expect(entries.filter(([key, text]) => text.trim() === '' || (chinese[key] ?? '').trim() === '')).toEqual([]);
  });

  it('never leaves a fact out of the Chinese that the English has, nor invents one', () => {
    const plural = /\{n:/;
    const differing = entries.filter(
      ([key, text]) => holes(text).join() !== holes(chinese[key] ?? '').join() && !plural.test(text),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('speaks Chinese in Chinese and English in English', () => {
    const unspoken = entries.filter(([, text]) => /\p{Script=Han}/u.test(text)).map(([key]) => key);
    expect(unspoken).toEqual([]);
    const hasWords = (text: string): boolean => /\p{L}/u.test(text.replaceAll(/\{[^}]*\}/g, ''));
    const untranslated = entries.filter(([key, text]) => chinese[key] === text && hasWords(text)).map(([key]) => key);
    // figures and products have one name
    expect(untranslated.filter((key) => !key.startsWith('client.')).toSorted()).toEqual([
      'figure.auc',
      'funnel.gmv',
      'model.auc',
      'results.gmv',
    ]);
  });
});
