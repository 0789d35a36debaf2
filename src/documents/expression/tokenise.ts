import { limits } from './limits.ts';
import { expressionProblem, positionAt, type ExpressionProblem } from './problem.ts';

export type Token =
  | { readonly type: 'number'; readonly value: number; readonly start: number; readonly end: number }
  | {
      readonly type: 'window';
      readonly count: number;
      readonly unit: 'd' | 'h' | 'm';
      readonly start: number;
      readonly end: number;
    }
  | { readonly type: 'string'; readonly value: string; readonly start: number; readonly end: number }
  /** `quoted`: in backticks, so never a keyword. */
  | {
      readonly type: 'name';
      readonly value: string;
      readonly quoted: boolean;
      readonly start: number;
      readonly end: number;
    }
  | { readonly type: 'symbol'; readonly value: string; readonly start: number; readonly end: number }
  | { readonly type: 'end'; readonly start: number; readonly end: number };

/** Thrown inside this folder only; `parse` turns it into an answer. */
export class SyntaxProblem extends Error {
  readonly problem: ExpressionProblem;
  constructor(problem: ExpressionProblem) {
    super(problem.message.en);
    this.problem = problem;
  }
}

/** `#` starts a comment to the end of the line. */
const blank = /(?:\s|#[^\n]*)*/uy;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy;
const name = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const symbol = /<=|>=|!=|->|\.\.|[()=<>+\-*/,.]/uy;
const closedString = /"((?:[^"\\\n]|\\[^\n])*)"|'((?:[^'\\\n]|\\[^\n])*)'/uy;
const closedName = /`([^`\n]*)`/uy;
const fullWidth: Readonly<Record<string, string>> = {
  '，': ',',
  '（': '(',
  '）': ')',
  '“': '"',
  '”': '"',
  '‘': '"',
  '’': '"',
  '＝': '=',
  '＞': '>',
  '＜': '<',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '。': '.',
  '；': 'and',
};

/** Text → tokens, the last one `end`. Throws SyntaxProblem. */
export const tokenise = (text: string): readonly Token[] => {
  const fail = (problem: ExpressionProblem): never => {
    throw new SyntaxProblem(problem);
  };
  const span = (start: number, end: number) => ({ start: positionAt(text, start), end: positionAt(text, end) });
  if (text.length > limits.textLength) fail(expressionProblem('too_long', span(0, 0), text.length, limits.textLength));

  const tokens: Token[] = [];
  const match = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const next = (start: number): Token => {
    const digits = match(number, start);
    if (digits) return numberToken(digits[0], start);
    const word = match(name, start);
    if (word) return { type: 'name', value: word[0], quoted: false, start, end: start + word[0].length };
    const first = text.charAt(start);
    if (first === '"' || first === "'") return stringToken(first, start);
    if (first === '`') return quotedName(start);
    const sign = match(symbol, start);
    if (sign) return { type: 'symbol', value: sign[0], start, end: start + sign[0].length };
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    const place = span(start, start + character.length);
    const meant = fullWidth[character];
    return fail(
      meant
        ? expressionProblem('full_width', place, character, meant)
        : expressionProblem('bad_character', place, character),
    );
  };
  const numberToken = (digits: string, start: number): Token => {
    const end = start + digits.length;
    const tail = match(name, end)?.[0] ?? '';
    const value = Number(digits);
    if (tail === '' && Number.isFinite(value)) return { type: 'number', value, start, end };
    if (tail === 'd' || tail === 'h' || tail === 'm')
      return { type: 'window', count: value, unit: tail, start, end: end + 1 };
    return fail(expressionProblem('bad_number', span(start, end + tail.length), digits + tail));
  };
  const stringToken = (quote: string, start: number): Token => {
    const found = match(closedString, start);
    if (!found) return fail(expressionProblem('open_string', span(start, start + 1), quote));
    const end = start + found[0].length;
    const value = unescaped(found[1] ?? found[2] ?? '');
    // a lone surrogate has no UTF-8 form: no event could ever hold it
    const wellFormed = value !== undefined && !/\p{Surrogate}/u.test(value);
    if (!wellFormed || value.length > limits.stringLength)
      return fail(expressionProblem('bad_string', span(start, end)));
    return { type: 'string', value, start, end };
  };
  const quotedName = (start: number): Token => {
    const found = match(closedName, start);
    if (!found) return fail(expressionProblem('open_string', span(start, start + 1), '`'));
    return { type: 'name', value: found[1] ?? '', quoted: true, start, end: start + found[0].length };
  };

  for (let at = skip(match, 0); at < text.length;) {
    const token = next(at);
    tokens.push(token);
    at = skip(match, token.end);
  }
  return [...tokens, { type: 'end', start: text.length, end: text.length }];
};

const skip = (match: (pattern: RegExp, at: number) => RegExpExecArray | null, at: number): number =>
  at + (match(blank, at)?.[0].length ?? 0);

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" };

/** Undefined when a backslash stands before something that needs none. */
const unescaped = (raw: string): string | undefined => {
  let valid = true;
  const text = raw.replace(/\\(.)/gsu, (_, character: string) => {
    const meant = escapes[character];
    if (meant === undefined) valid = false;
    return meant ?? '';
  });
  return valid ? text : undefined;
};
