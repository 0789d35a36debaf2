import type { Ago, Window } from './ast.ts';
import { calendarWindows } from './functions.ts';
import { limits } from './limits.ts';
import { expressionProblem } from './problem.ts';
import type { Parser } from './parse.ts';
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

/** `90d`, `60d..30d`, `this_month`, `since "2026-11-01"`, `since last order_paid where amount > 9`. */
export const parseWindow = (parser: Parser): Window => {
  const { cursor } = parser;
  const { start } = cursor.peek();
  if (cursor.takeKeyword('since')) {
    if (cursor.takeKeyword('last')) return parseSinceEvent(parser, 'last');
    return cursor.takeKeyword('first') ? parseSinceEvent(parser, 'first') : parseSince(cursor);
  }
  for (const [word, window] of calendarWindows) if (cursor.takeKeyword(word)) return window;
  const from = parseAgo(cursor);
  const until = cursor.takeSymbol('..') ? parseAgo(cursor) : null;
  if (until !== null && daysOf(until) >= daysOf(from))
    return cursor.fail(expressionProblem('backward_window', cursor.spanFrom(start)));
  return Object.freeze({ type: 'rolling', from, until });
};

const parseSinceEvent = (parser: Parser, which: 'first' | 'last'): Window => {
  const { cursor } = parser;
  const { start } = cursor.peek();
  const event = parseName(cursor, 'an event', '事件名称');
  const eventSpan = cursor.spanFrom(start);
  const where = cursor.takeKeyword('where') ? parser.whileInsideWhere(() => parser.expression(0)) : null;
  return Object.freeze({ type: 'since_event', which, event, eventSpan, where });
};

const parseSince = (cursor: TokenCursor): Window => {
  const token = cursor.peek();
  if (token.type !== 'string')
    return cursor.expected(
      'a date like "2026-11-01", or "last" or "first" and an event',
      '日期（如 "2026-11-01"），或 last、first 加事件名',
    );
  const day = /^\d{4}-\d\d-\d\d$/.test(token.value) ? new Date(`${token.value}T00:00:00Z`) : undefined;
  // a day that is in no calendar rolls over or is none
  const real = day !== undefined && Number.isFinite(day.getTime()) && day.toISOString().startsWith(token.value);
  if (!real || token.value < '1970' || token.value >= '2105')
    return cursor.fail(expressionProblem('bad_date', cursor.spanOf(token), token.value));
  cursor.next();
  return Object.freeze({ type: 'since', date: token.value });
};

/** `90d` */
export const parseAgo = (cursor: TokenCursor): Ago => {
  const token = cursor.peek();
  if (token.type !== 'window')
    return cursor.expected('a window like 90d or this_month', '时间窗，如 90d 或 this_month');
  if (!Number.isInteger(token.count) || token.count <= 0 || daysOf(token) > limits.windowDays) {
    return cursor.fail(expressionProblem('bad_window', cursor.spanOf(token), limits.windowDays));
  }
  cursor.next();
  return Object.freeze({ count: token.count, unit: token.unit });
};

export const daysOf = ({ count, unit }: Ago): number => count / { d: 1, h: 24, m: 1440 }[unit];
