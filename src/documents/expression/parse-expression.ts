import { problem } from '#platform';
import type { Expression } from './ast.ts';
import { parse } from './parse.ts';
import { placeText } from './problem.ts';

/** `parse` for texts that were checked when their document was published: a problem is thrown, as invalid input. */
export const parseExpression = (text: string, field?: string): Expression => {
  const parsed = parse(text);
  if (parsed.type === 'parsed') return parsed.ast;
  const { span, message } = parsed.problem;
  throw problem('invalid_input', {
    detail: `${placeText(span)} ${message.en}`,
    ...(field === undefined ? {} : { field }),
  });
};
