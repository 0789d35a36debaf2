import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../../src');

/** What nobody meets in the console or the API: the start in a terminal, and sums that the program itself got wrong. */
const amongOurselves =
  /^(platform\/(db|children|env)|decide\/(assignment|groups)|measure\/sample-ratio|predict\/effect)/;

/** The text between a bracket and the one that closes it. */
const bracketed = (text: string, from: number): string => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return text.slice(from, at + 1);
  }
  return text.slice(from);
};

/** Whether somebody who reads Chinese would meet English: words of a literal, without what is filled in, or one language of two. */
const speaksEnglish = (facts: string): boolean => {
  const [, detail = ''] = /\bdetail:([\s\S]*?)(?:,\s*\w+[:,}]|,?\s*\}\s*\)$)/.exec(facts) ?? [];
  if (/\.en\b/.test(detail)) return true;
  const [literal = ''] = /['`][\s\S]*['`]/.exec(detail) ?? [];
  return /(?<![\w/.])[a-z]{3,}(?![\w/.:])/.test(literal.replaceAll(/\$\{[^}]*\}|"[^"]*"/g, ''));
};

test('who reads Chinese is told in Chinese what went wrong', async () => {
  const english: string[] = [];
  for (const path of await readdir(src, { recursive: true })) {
    if (!path.endsWith('.ts') || /\.test\.ts$|testing|fixture/.test(path) || amongOurselves.test(path)) continue;
    const text = await readFile(join(src, path), 'utf8');
    for (const found of text.matchAll(/\bproblem\(\s*'\w+'/g)) {
      const facts = bracketed(text, found.index + 'problem'.length);
      if (!facts.includes('detailZh') && speaksEnglish(facts))
        english.push(`${path}:${text.slice(0, found.index).split('\n').length} ${facts}`);
    }
  }
  expect(english).toEqual([]);
});
