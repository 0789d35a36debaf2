import type { DocumentProblem } from './document.ts';
import { check, type Catalogue } from './expression/check.ts';
import { parse } from './expression/parse.ts';
import type { ExpressionProblem } from './expression/problem.ts';
import { fromStructured } from './expression/structured/from-structured.ts';
import type { StructuredNode, Written } from './expression/structured/structured.ts';
import type { ValueType } from './expression/typed.ts';
import type { CheckContext } from './kind.ts';

type Args = { readonly path: string; readonly context: CheckContext; readonly expect: ValueType };

/**
 * What is wrong with an expression in a document, for a kind's `check`.
 * @example expressionProblems(spec.condition, { path: 'spec.condition', context, expect: 'boolean' })
 */
export const expressionProblems = (written: Written, { path, context, expect }: Args): readonly DocumentProblem[] => {
  if (typeof written !== 'string') return structureProblems(written, { path, context, expect });
  const parsed = parse(written);
  const problems =
    parsed.type === 'failed' ? [parsed.problem] : check(parsed.ast, catalogueOf(context), expect).problems;
  return problems.map((problem) => {
    const { line, column } = problem.span.start;
    return { ...said(problem), path, within: { line, column, text: written.split('\n')[line - 1] ?? '' } };
  });
};

const kindMissed: ReadonlyMap<string, string> = new Map([
  ['unknown_audience', 'Audience'],
  ['unknown_tag', 'Tag'],
  ['unknown_model', 'Model'],
]);

const said = ({ severity, code, message, name }: ExpressionProblem): Omit<DocumentProblem, 'path'> => {
  const kind = kindMissed.get(code);
  return kind === undefined || name === undefined
    ? { severity, message }
    : { severity, message, missing: { kind, name } };
};

/** In a structure the place is the part: `spec.condition.all[0].where.amount`. */
const structureProblems: (written: StructuredNode, args: Args) => readonly DocumentProblem[] = (
  written,
  { path, context, expect },
) => {
  const within = (part: string): string => (part === '' ? path : `${path}.${part}`);
  const parsed = fromStructured(written);
  if (parsed.type === 'failed') {
    const { severity, message } = parsed.problem;
    return [{ severity, path: within(parsed.path), message }];
  }
  return check(parsed.ast, catalogueOf(context), expect).problems.map((problem) => ({
    ...said(problem),
    path: within(parsed.placeOf(problem.span)),
  }));
};

/** Events are known by their EventDefinition; while there is none at all, none is missed. */
export const catalogueOf = (context: CheckContext): Catalogue => {
  const defined = [...context.documents('EventDefinition')].map(([name, spec]) => [name, propertyNames(spec)] as const);
  // what derived events carry is their rule's affair; that they exist is known
  const derived = [...context.documents('DerivedEvent').keys()].map((name) => [name, null] as const);
  const events = defined.length === 0 ? [] : [...derived, ...defined];
  const namesOf = (kind: string): ReadonlySet<string> => new Set(context.documents(kind).keys());
  const names = {
    audiences: namesOf('Audience'),
    tags: namesOf('Tag'),
    models: namesOf('Model'),
    attributes: attributesOf(context),
  };
  return events.length === 0 ? names : { events: new Map(events), ...names };
};

/** Property → the attributes of the catalogue whose entries it names. */
const attributesOf = (context: CheckContext): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...context.documents('Catalogue').values()].flatMap((spec) => {
      if (typeof spec !== 'object' || spec === null || !('properties' in spec) || !('attributes' in spec)) return [];
      const { properties, attributes } = spec;
      if (!Array.isArray(properties) || typeof attributes !== 'object' || attributes === null) return [];
      const names = Object.keys(attributes);
      return properties.flatMap((property: unknown): [string, string[]][] =>
        typeof property === 'string' ? [[property, names]] : [],
      );
    }),
  );

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
