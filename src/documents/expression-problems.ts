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
  const defined = [...context.documents('EventDefinition')].map(([name, spec]) => [name, propertyNames(spec)] as const);
  // what derived events carry is their rule's affair; that they exist is known
  const derived = [...context.documents('DerivedEvent').keys()].map((name) => [name, null] as const);
  const events = defined.length === 0 ? [] : [...derived, ...defined];
  const audiences = new Set(context.documents('Audience').keys());
  return events.length === 0 ? { audiences } : { events: new Map(events), audiences };
};

/** A definition without properties says nothing about them. */
const propertyNames = (spec: unknown): readonly string[] | null => {
  if (typeof spec !== 'object' || spec === null) return null;
  const properties: unknown = 'properties' in spec ? spec.properties : {};
  if (typeof properties !== 'object' || properties === null) return null;
  const names = [...Object.keys(properties), ...sharedNames(spec)];
  return names.length === 0 ? null : names;
};

/** Shared properties a definition refers to: `order_id` or `{ property: order_id, … }`. */
const sharedNames = (spec: object): readonly string[] => {
  const uses: unknown = 'uses' in spec ? spec.uses : [];
  if (!Array.isArray(uses)) return [];
  return uses.flatMap((use: unknown) => {
    if (typeof use === 'string') return [use];
    const named = typeof use === 'object' && use !== null && 'property' in use ? use.property : undefined;
    return typeof named === 'string' ? [named] : [];
  });
};
