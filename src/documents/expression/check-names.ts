import type { Aggregate, Expression, Span, Window } from './ast.ts';
import { nodesOf } from './nodes.ts';
import { expressionProblem, type ExpressionProblem } from './problem.ts';
import { mostSimilar } from './similar.ts';

/** What exists. A list that is absent is not checked against. */
export type Catalogue = {
  /** Event → the properties in its definition; null when they are not known. Events starting with `$` always exist. */
  readonly events?: ReadonlyMap<string, readonly string[] | null>;
  readonly audiences?: ReadonlySet<string>;
  readonly tags?: ReadonlySet<string>;
  readonly models?: ReadonlySet<string>;
  /** Property → the attributes of the catalogue it leads to. */
  readonly attributes?: ReadonlyMap<string, readonly string[]>;
};

export type EventRead = Pick<Aggregate, 'event' | 'eventSpan' | 'property' | 'attribute' | 'where'>;
export type NameCheck = ReturnType<typeof createNameCheck>;

/** Warns of names that nothing published has; all of them may yet arrive. */
export const createNameCheck = (problems: ExpressionProblem[], catalogue: Catalogue) => {
  const checkAttribute = ({ path, attribute, span }: PropertyRead): void => {
    if (attribute === null || catalogue.attributes === undefined) return;
    const property = path.join('.');
    const known = catalogue.attributes.get(property);
    if (known?.includes(attribute)) return;
    problems.push(
      known === undefined
        ? expressionProblem('unknown_catalogue', span, property, mostSimilar(property, catalogue.attributes.keys()))
        : expressionProblem('unknown_attribute', span, property, attribute, mostSimilar(attribute, known)),
    );
  };
  const checkProperty = (event: string, { path, span }: PropertyRead): void => {
    const properties = catalogue.events?.get(event) ?? null;
    const name = path[0] ?? '';
    if (event.startsWith('$') || properties === null || name.startsWith('$') || properties.includes(name)) return;
    problems.push(expressionProblem('unknown_property', span, event, name, mostSimilar(name, properties)));
  };
  const event = (ast: EventRead): void => {
    if (catalogue.events !== undefined && !ast.event.startsWith('$') && !catalogue.events.has(ast.event)) {
      const guess = mostSimilar(ast.event, catalogue.events.keys());
      problems.push(expressionProblem('unknown_event', ast.eventSpan, ast.event, guess));
    }
    for (const read of propertiesRead(ast)) {
      checkProperty(ast.event, read);
      checkAttribute(read);
    }
  };
  return {
    event,
    /** The event that a window begins with. */
    window: (window: Window | null): void => {
      if (window?.type === 'since_event') event({ ...window, property: [], attribute: null });
    },
    named: (
      code: 'unknown_audience' | 'unknown_tag' | 'unknown_model',
      name: string,
      known: ReadonlySet<string> | undefined,
      { span }: Expression,
    ): void => {
      if (known !== undefined && !known.has(name))
        problems.push({ ...expressionProblem(code, span, name, mostSimilar(name, known)), name });
    },
  };
};

type PropertyRead = { readonly path: readonly string[]; readonly attribute: string | null; readonly span: Span };

const propertiesRead = (ast: EventRead): readonly PropertyRead[] => [
  ...(ast.property.length > 0 ? [{ path: ast.property, attribute: ast.attribute, span: ast.eventSpan }] : []),
  ...(ast.where === null ? [] : nodesOf(ast.where).flatMap((node) => (node.type === 'property' ? [node] : []))),
];
