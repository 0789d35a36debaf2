import type { Expression } from './ast.ts';

/** The tree as a list, parents first. */
export const nodesOf = (ast: Expression): readonly Expression[] => [ast, ...childrenOf(ast).flatMap(nodesOf)];

const childrenOf = (ast: Expression): readonly Expression[] => {
  switch (ast.type) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'null':
    case 'property':
    case 'trait':
    case 'in_audience':
      return [];
    case 'aggregate':
      return ast.where === null ? [] : [ast.where];
    case 'sequence':
      return ast.steps.flatMap(({ where }) => (where === null ? [] : [where]));
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

export type ExpressionReferences = {
  readonly events: readonly string[];
  readonly audiences: readonly string[];
  /** Dotted paths. */
  readonly traits: readonly string[];
};

/** What an expression needs to exist; each name once, sorted. */
export const referencesOf = (ast: Expression): ExpressionReferences => {
  const nodes = nodesOf(ast);
  const names = (pick: (node: Expression) => readonly string[]): readonly string[] =>
    [...new Set(nodes.flatMap(pick))].sort();
  return {
    events: names((node) =>
      node.type === 'aggregate' ? [node.event] : node.type === 'sequence' ? node.steps.map(({ event }) => event) : [],
    ),
    audiences: names((node) => (node.type === 'in_audience' ? [node.audience] : [])),
    traits: names((node) => (node.type === 'trait' ? [node.path.join('.')] : [])),
  };
};
