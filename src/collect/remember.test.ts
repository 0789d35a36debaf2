import { expect, test } from 'vitest';
import { remember, rememberByType } from './remember.ts';

test('a result is computed once while it is in use, and memory stays bounded', () => {
  const asked: string[] = [];
  const double = remember(2, (text) => {
    asked.push(text);
    return text + text;
  });
  for (const text of ['a', 'b', 'a', 'c', 'a', 'd', 'a', 'e', 'a']) expect(double(text)).toBe(text + text);
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
  double('b');
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e', 'b']);
});

test('one value of two types has two results', () => {
  const joined = rememberByType(10, (type, value) => `${type}/${value}`);
  expect([joined('a', 'x'), joined('b', 'x'), joined('a', 'x')]).toEqual(['a/x', 'b/x', 'a/x']);
});
