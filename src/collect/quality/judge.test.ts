import { expect, test } from 'vitest';
import { judge } from './judge.ts';

test('between the threshold and the clear level an alert stays as it is', () => {
  expect(judge({ above: 10 }, 10.1)).toBe('beyond');
  expect(judge({ above: 10 }, 10)).toBe('between');
  expect(judge({ above: 10 }, 8.1)).toBe('between');
  expect(judge({ above: 10 }, 8)).toBe('back');
  expect(judge({ above: 24, clear: 1 }, 2)).toBe('between');
});

test('a threshold from below works the other way round', () => {
  expect(judge({ below: -0.5 }, -0.6)).toBe('beyond');
  expect(judge({ below: -0.5 }, -0.45)).toBe('between');
  expect(judge({ below: -0.5 }, -0.4)).toBe('back');
  expect(judge({ below: -0.5 }, 0)).toBe('back');
});
