import type { DocumentProblem } from './document.ts';
import { check, type Catalogue } from './expression/check.ts';
import { parse } from './expression/parse.ts';
import type { ExpressionProblem } from './expression/problem.ts';
import type { ValueType } from './expression/typed.ts';
import type { CheckContext } from './kind.ts';

/**
 * What is wrong with an expression in a document, for a kind's `check`.
 * @example expressionProblems(spec.condition, { path: 'spec.condition', context, expect: 'boolean' })
 */
export const expressionProblems = (
  text: string,
  { path, context, expect }: { readonly path: string; readonly context: CheckContext; readonly expect: ValueType },
): readonly DocumentProblem[] => {
  const parsed = parse(text);
  const problems =
    parsed.type === 'failed' ? [parsed.problem] : check(parsed.ast, catalogueOf(context), expect).problems;
  return problems.map((problem) => documentProblem(problem, path));
};

const documentProblem = ({ severity, message, span }: ExpressionProblem, path: string): DocumentProblem => ({
  severity,
  path,
  message,
  within: { line: span.start.line, column: span.start.column },
});

/** Events are known by their EventDefinition; while there is none at all, none is missed. */
export const catalogueOf = (context: CheckContext): Catalogue => {
  const events = [...context.documents('EventDefinition')].map(([name, spec]) => [name, propertyNames(spec)] as const);
  const audiences = new Set(context.documents('Audience').keys());
  return events.length === 0 ? { audiences } : { events: new Map(events), audiences };
};

/** A definition without properties says nothing about them. */
const propertyNames = (spec: unknown): readonly string[] | null => {
  if (typeof spec !== 'object' || spec === null || !('properties' in spec)) return null;
  const { properties } = spec;
  if (typeof properties !== 'object' || properties === null) return null;
  const names = Object.keys(properties);
  return names.length === 0 ? null : names;
};
