import { problem } from '#platform';
import type { Expression } from './ast.ts';
import { parse } from './parse.ts';
import { format } from './format.ts';
import { placeText } from './problem.ts';
import { fromStructured } from './structured/from-structured.ts';
import type { StructuredNode, Written } from './structured/structured.ts';

/**
 * Reads an expression in either form, for those that were checked when their document was published: a problem is
 * thrown, as invalid input.
 */
export const parseExpression = (written: Written, field?: string): Expression => {
  const read = typeof written === 'string' ? readText(written) : readStructure(written);
  if (read.type === 'parsed') return read.ast;
  throw problem('invalid_input', {
    detail: read.detail.en,
    detailZh: read.detail.zh,
    ...(field === undefined ? {} : { field }),
  });
};

type Read =
  | { readonly type: 'parsed'; readonly ast: Expression }
  | { readonly type: 'failed'; readonly detail: { readonly en: string; readonly zh: string } };

const readText = (text: string): Read => {
  const parsed = parse(text);
  if (parsed.type === 'parsed') return parsed;
  const { span, message } = parsed.problem;
  return { type: 'failed', detail: at(placeText(span), message) };
};

const readStructure = (written: StructuredNode): Read => {
  const parsed = fromStructured(written);
  if (parsed.type === 'parsed') return parsed;
  return { type: 'failed', detail: at(parsed.path, parsed.problem.message) };
};

const at = (place: string, { en, zh }: { readonly en: string; readonly zh: string }) => ({
  en: `${place} ${en}`,
  zh: `${place} ${zh}`,
});

/** An expression as people read it: the text they wrote, or the canonical text of what they wrote as objects. */
export const expressionText = (written: Written): string =>
  typeof written === 'string' ? written : format(parseExpression(written));
