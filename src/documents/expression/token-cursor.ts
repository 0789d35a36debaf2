import { keywords, type Span } from './ast.ts';
import { expressionProblem, positionAt } from './problem.ts';
import { SyntaxProblem, tokenise, type Token } from './tokenise.ts';

/** Reads tokens from left to right; `fail` never returns. */
export type TokenCursor = ReturnType<typeof tokenCursor>;

export const tokenCursor = (text: string) => {
  const tokens = tokenise(text);
  let at = 0;
  const last: Token = tokens.at(-1) ?? { type: 'end', start: 0, end: 0 };
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? last;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  /** From the start of one token to the end of the last one read. */
  const spanFrom = (start: number): Span => ({
    start: positionAt(text, start),
    end: positionAt(text, tokens[at - 1]?.end ?? start),
  });
  const spanOf = (token: Token): Span => ({ start: positionAt(text, token.start), end: positionAt(text, token.end) });
  const fail = (problem: ReturnType<typeof expressionProblem>): never => {
    throw new SyntaxProblem(problem);
  };
  const expected = (en: string, zh: string): never => {
    const token = peek();
    return fail(expressionProblem('expected', spanOf(token), { en, zh }, text.slice(token.start, token.end)));
  };
  const isSymbol = (token: Token, value: string): boolean => token.type === 'symbol' && token.value === value;
  /** Keywords are read in any case, so that AND works as SQL writers expect. */
  const isKeyword = (token: Token, word: string): boolean =>
    token.type === 'name' && !token.quoted && token.value.toLowerCase() === word;
  return {
    peek,
    next,
    spanFrom,
    spanOf,
    fail,
    expected,
    isSymbol,
    isKeyword,
    isAnyKeyword: (token: Token): boolean =>
      token.type === 'name' && !token.quoted && keywords.has(token.value.toLowerCase()),
    takeSymbol: (value: string): boolean => {
      const found = isSymbol(peek(), value);
      if (found) at += 1;
      return found;
    },
    takeKeyword: (word: string): boolean => {
      const found = isKeyword(peek(), word);
      if (found) at += 1;
      return found;
    },
    needSymbol: (value: string): void => {
      if (!isSymbol(next(), value)) {
        at -= 1;
        expected(`"${value}"`, `“${value}”`);
      }
    },
  };
};
