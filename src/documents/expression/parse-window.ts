import type { Ago, Window } from './ast.ts';
import { limits } from './limits.ts';
import { expressionProblem } from './problem.ts';
import type { TokenCursor } from './token-cursor.ts';

/** The name of an event or an audience, plain or in quotes. */
export const parseName = (cursor: TokenCursor, en: string, zh: string): string => {
  const token = cursor.peek();
  const named = token.type === 'string' || (token.type === 'name' && !cursor.isAnyKeyword(token));
  if (!named) return cursor.expected(en, zh);
  if (token.value.trim() === '' || token.value.length > limits.nameLength) {
    return cursor.fail(expressionProblem('bad_name', cursor.spanOf(token), token.value));
  }
  cursor.next();
  return token.value;
};

/** `90d` or `60d..30d`. */
export const parseWindow = (cursor: TokenCursor): Window => {
  const { start } = cursor.peek();
  const from = parseAgo(cursor);
  const until = cursor.takeSymbol('..') ? parseAgo(cursor) : null;
  if (until !== null && daysOf(until) >= daysOf(from))
    return cursor.fail(expressionProblem('backward_window', cursor.spanFrom(start)));
  return Object.freeze({ ...from, until });
};

/** `90d` */
export const parseAgo = (cursor: TokenCursor): Ago => {
  const token = cursor.peek();
  if (token.type !== 'window') return cursor.expected('a window like 90d', '时间窗，如 90d');
  if (!Number.isInteger(token.count) || token.count <= 0 || daysOf(token) > limits.windowDays) {
    return cursor.fail(expressionProblem('bad_window', cursor.spanOf(token), limits.windowDays));
  }
  cursor.next();
  return Object.freeze({ count: token.count, unit: token.unit });
};

const daysOf = ({ count, unit }: Ago): number => count / { d: 1, h: 24, m: 1440 }[unit];
