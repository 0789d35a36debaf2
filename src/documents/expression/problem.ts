import type { Position, Span } from './ast.ts';
import { messages, type MessageCode, type Messages } from './messages.ts';

/** What is wrong, where, and how to mend it, in both languages. */
export type ExpressionProblem = {
  readonly severity: 'error' | 'warning';
  readonly code: MessageCode;
  readonly message: { readonly en: string; readonly zh: string };
  readonly span: Span;
  /** Of an audience, tag or model that is missing: which. */
  readonly name?: string;
};

/** @example expressionProblem('division', span, …) */
export const expressionProblem = <C extends MessageCode>(
  code: C,
  span: Span,
  ...facts: Parameters<Messages[C]>
): ExpressionProblem => {
  // each entry takes its own facts; TypeScript cannot follow the lookup through the generic key
  const words = messages[code] as (...given: Parameters<Messages[C]>) => { en: string; zh: string };
  const severity = code.startsWith('unknown_') && code !== 'unknown_function' ? 'warning' : 'error';
  return { severity, code, message: words(...facts), span };
};

export const isError = (problem: ExpressionProblem): boolean => problem.severity === 'error';

/** Line and column of an offset; lines end with \n. */
export const positionAt = (text: string, offset: number): Position => {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { offset, line: before.split('\n').length, column: offset - lineStart + 1 };
};

/**
 * The problem with its line and a caret under the place, for terminals.
 * @example
 *   1:5 Write one value after "+".
 *   1 + * 2
 *       ^
 */
export const renderProblem = (
  text: string,
  { message, span }: ExpressionProblem,
  language: 'en' | 'zh' = 'en',
): string => {
  const whole = text.split('\n')[span.start.line - 1] ?? '';
  const from = Math.max(0, span.start.column - 1 - shownBefore);
  const line = `${from > 0 ? '…' : ''}${whole.slice(from, span.start.column - 1 + shownAfter)}`;
  const before = span.start.column - 1 - from + (from > 0 ? 1 : 0);
  const width = span.end.line === span.start.line ? span.end.column - span.start.column : 1;
  const caret = ' '.repeat(before) + '^'.repeat(Math.min(Math.max(1, width), shownAfter));
  return `${placeText(span)} ${message[language]}\n${line}\n${caret}`;
};

/** `line:column` */
export const placeText = ({ start }: Span): string => `${start.line}:${start.column}`;

/** Of a long line, the part around the place. */
const shownBefore = 50;
const shownAfter = 50;
