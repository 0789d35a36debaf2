import { problem } from '#platform';
import type { Expression } from './ast.ts';
import { parse } from './parse.ts';
import { format } from './format.ts';
import { placeText } from './problem.ts';
import { fromStructured } from './structured/from-structured.ts';
import type { Written } from './structured/structured.ts';

/**
 * Reads an expression in either form, for those that were checked when their document was published: a problem is
 * thrown, as invalid input.
 */
export const parseExpression = (written: Written, field?: string): Expression => {
  const parsed = typeof written === 'string' ? parse(written) : fromStructured(written);
  if (parsed.type === 'parsed') return parsed.ast;
  const { span, message } = parsed.problem;
  const place = 'path' in parsed ? parsed.path : placeText(span);
  throw problem('invalid_input', { detail: `${place} ${message.en}`, ...(field === undefined ? {} : { field }) });
};

/** An expression as people read it: the text they wrote, or the canonical text of what they wrote as objects. */
export const expressionText = (written: Written): string =>
  typeof written === 'string' ? written : format(parseExpression(written));
