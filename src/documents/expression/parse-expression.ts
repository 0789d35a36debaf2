import { problem } from '#platform';
import type { Expression } from './ast.ts';
import { parse } from './parse.ts';
import { renderProblem } from './problem.ts';

/** `parse` for texts that were checked when their document was published: a problem is thrown, as invalid input. */
export const parseExpression = (text: string, field?: string): Expression => {
  const parsed = parse(text);
  if (parsed.type === 'parsed') return parsed.ast;
  throw problem('invalid_input', {
    detail: renderProblem(text, parsed.problem),
    ...(field === undefined ? {} : { field }),
  });
};
