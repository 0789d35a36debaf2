import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { check } from './check.ts';
import { format } from './format.ts';
import { functionNames } from './functions.ts';
import { parse } from './parse.ts';
import { renderProblem } from './problem.ts';
import { fromStructured } from './structured/from-structured.ts';
import type { Structured } from './structured/structured.ts';

const page = readFileSync(new URL('../../../docs/expressions.md', import.meta.url), 'utf8');
/** The last column of the tables. */
const examples = [...page.matchAll(/\| `([^`]+)` \|$/gm)].map(([, text]) => text ?? '');

test.each(examples)('docs/expressions.md: %s is sound', (text) => {
  const parsed = parse(text);
  expect(parsed.type === 'failed' ? renderProblem(text, parsed.problem) : check(parsed.ast).problems).toEqual([]);
});

const objects = [...page.matchAll(/^\| `(\{.+\})` +\| `([^`]+)` +\|$/gm)].map(([, object, text]) => [
  object ?? '',
  text ?? '',
]);

test.each(objects)('docs/expressions.md: %s is %s', (object, text) => {
  const structured: Structured = parseYaml(object);
  const read = fromStructured(structured);
  expect(read.type === 'parsed' ? format(read.ast) : read).toEqual(text);
  expect(objects.length).toBeGreaterThan(10);
});

test('docs/expressions.md has every function', () => {
  expect(examples.length).toBeGreaterThan(15);
  expect(functionNames.filter((name) => !page.includes(`${name}(`))).toEqual([]);
});

test('a problem in a long line is shown with what stands around it', () => {
  const text = `${'count(a) > 1 or '.repeat(20)}cnt(a) > 1${' or count(a) > 1'.repeat(20)}`;
  const parsed = parse(text);
  expect(parsed.type === 'failed' && renderProblem(text, parsed.problem)).toBe(
    `1:321 There is no function "cnt". Did you mean "count"?
…r count(a) > 1 or count(a) > 1 or count(a) > 1 or cnt(a) > 1 or count(a) > 1 or count(a) > 1 or coun
                                                   ^^^`,
  );
});
