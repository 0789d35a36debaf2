import type { Expression, Window } from './ast.ts';

/** The tree as a list, parents first. */
export const nodesOf = (ast: Expression): readonly Expression[] => [ast, ...childrenOf(ast).flatMap(nodesOf)];

/** The parts right under a node. */
export const childrenOf = (ast: Expression): readonly Expression[] => {
  switch (ast.type) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'null':
    case 'property':
    case 'trait':
    case 'in_audience':
    case 'tag':
    case 'has_tag':
    case 'score':
      return [];
    case 'aggregate':
      return conditionsOf([ast, ast.window]);
    case 'sequence':
      return conditionsOf([...ast.steps, ast.window]);
    case 'trend':
      return [ast.of];
    case 'call':
      return ast.args;
    case 'negate':
    case 'not':
    case 'membership':
      return [ast.operand];
    case 'arithmetic':
    case 'comparison':
    case 'logical':
      return [ast.left, ast.right];
  }
};

/** The conditions that steps and since-event windows bring. */
const conditionsOf = (
  parts: readonly ({ readonly where: Expression | null } | Window | null)[],
): readonly Expression[] =>
  parts.flatMap((part) => (part !== null && 'where' in part && part.where !== null ? [part.where] : []));

export type ExpressionReferences = {
  readonly events: readonly string[];
  readonly audiences: readonly string[];
  readonly tags: readonly string[];
  readonly models: readonly string[];
  /** Dotted paths. */
  readonly traits: readonly string[];
};

/** What an expression needs to exist; each name once, sorted. */
export const referencesOf = (ast: Expression): ExpressionReferences => {
  const nodes = nodesOf(ast);
  const names = (pick: (node: Expression) => readonly string[]): readonly string[] =>
    [...new Set(nodes.flatMap(pick))].sort();
  return {
    events: names((node) => {
      if (node.type !== 'aggregate' && node.type !== 'sequence') return [];
      const since = node.window?.type === 'since_event' ? [node.window.event] : [];
      return node.type === 'aggregate' ? [node.event, ...since] : [...node.steps.map(({ event }) => event), ...since];
    }),
    audiences: names((node) => (node.type === 'in_audience' ? [node.audience] : [])),
    tags: names((node) => (node.type === 'tag' || node.type === 'has_tag' ? [node.tag] : [])),
    models: names((node) => (node.type === 'score' ? [node.model] : [])),
    traits: names((node) => (node.type === 'trait' ? [node.path.join('.')] : [])),
  };
};
