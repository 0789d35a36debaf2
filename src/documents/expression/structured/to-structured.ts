import type { Aggregate, Comparison, Expression, Logical, Membership, SequenceStep, Window } from '../ast.ts';
import { formatAgo, formatWindow } from '../format.ts';
import type { Json, Structured, StructuredNode } from './structured.ts';
import { nodeKeys } from './structured.ts';

/**
 * The one canonical structure of a tree: `fromStructured(toStructured(ast))` gives the same tree, spans apart. Texts in
 * the text form do not occur in it, so whoever shows it has to know objects, numbers and flags only.
 */
export const toStructured = (ast: Expression): Structured => {
  switch (ast.type) {
    case 'number':
    case 'boolean':
      return ast.value;
    case 'null':
      return null;
    case 'string':
      return { text: ast.value };
    case 'property':
      return { property: pathOf(ast.path, ast.attribute) };
    case 'aggregate':
      return aggregateOf(ast);
    case 'sequence':
      return { sequence: ast.steps.map(stepOf), ...windowOf(ast.window) };
    case 'trait':
      return { trait: ast.path.join('.') };
    case 'in_audience':
      return { in_audience: ast.audience };
    case 'tag':
    case 'has_tag':
      return { [ast.type]: ast.tag };
    case 'score':
      return { score: ast.model };
    case 'trend':
      return { trend: toStructured(ast.of), window: formatAgo(ast.length) };
    case 'call':
      return ast.name === 'exists'
        ? { exists: toStructured(ast.args[0] ?? ast) }
        : { [ast.name]: ast.args.map(toStructured) };
    case 'negate':
      return { '-': [toStructured(ast.operand)] };
    case 'not':
      return { not: toStructured(ast.operand) };
    case 'arithmetic':
      return { [ast.operator]: chainOf(ast, sameArithmetic(ast.operator)).map(toStructured) };
    case 'logical':
      return { [ast.operator === 'and' ? 'all' : 'any']: logicalChain(ast).map(toStructured) };
    case 'comparison':
    case 'membership':
      return { ...subjectOf(ast.type === 'comparison' ? ast.left : ast.operand), is: testOf(ast) };
  }
};

const aggregateOf = (ast: Aggregate): StructuredNode => ({
  ...(ast.property.length === 0
    ? { [ast.name]: ast.event }
    : { [ast.name]: pathOf(ast.property, ast.attribute), of: ast.event }),
  ...whereOf(ast.where),
  ...windowOf(ast.window),
});

const stepOf = ({ event, where, within, negated }: SequenceStep): StructuredNode => ({
  event,
  ...whereOf(where),
  ...(within === null ? {} : { within: formatAgo(within) }),
  ...(negated ? { not: true } : {}),
});

const windowOf = (window: Window | null): StructuredNode => {
  if (window === null) return {};
  switch (window.type) {
    case 'rolling':
    case 'calendar':
      return { window: formatWindow(window) };
    case 'since':
      return { window: { since: window.date } };
    case 'since_event':
      return { window: { since: window.which, event: window.event, ...whereOf(window.where) } };
  }
};

/** Behind `where` properties with their tests, when it is nothing but that; otherwise a node like everywhere else. */
const whereOf = (where: Expression | null): StructuredNode => {
  if (where === null) return {};
  const tests = logicalChain(where, 'and').map((part): readonly [string, Json] | null => {
    if (part.type !== 'comparison' && part.type !== 'membership') return null;
    const subject = part.type === 'comparison' ? part.left : part.operand;
    if (subject.type !== 'property') return null;
    const name = pathOf(subject.path, subject.attribute);
    return nodeKeys.has(name) ? null : [name, testOf(part)];
  });
  const known = tests.filter((test) => test !== null);
  const plain = known.length === tests.length && new Set(known.map(([name]) => name)).size === tests.length;
  return { where: plain ? Object.fromEntries(known) : toStructured(where) };
};

/** What is compared, with room for `is` beside it. */
const subjectOf = (ast: Expression): StructuredNode => {
  const json = toStructured(ast);
  const open = typeof json === 'object' && json !== null && !('is' in json);
  return open ? json : { value: json };
};

/** `2`, `["a", "b"]`, `{ ">=": 2 }` */
const testOf = (ast: Comparison | Membership): Json => {
  if (ast.type === 'membership') {
    const options = ast.options.map(({ value }) => value);
    return ast.negated ? { 'not in': options } : options;
  }
  const { operator, right } = ast;
  const against = right.type === 'string' ? right.value : valueOf(toStructured(right));
  const plain = operator === '=' && (typeof against !== 'object' || against === null);
  return plain ? against : { [operator]: against };
};
/** Numbers, flags and null stand for themselves; a text here would be read as a value. */
const valueOf = (json: Structured): Json => (typeof json === 'string' ? { value: json } : json);

const pathOf = (path: readonly string[], attribute: string | null): string =>
  path.join('.') + (attribute === null ? '' : `->${attribute}`);

const logicalChain = (
  ast: Expression,
  operator = ast.type === 'logical' ? ast.operator : 'and',
): readonly Expression[] =>
  chainOf(ast, (node): node is Logical => node.type === 'logical' && node.operator === operator);

type Chained = Extract<Expression, { type: 'arithmetic' | 'logical' }>;
const sameArithmetic =
  (operator: string) =>
  (node: Expression): node is Chained =>
    node.type === 'arithmetic' && node.operator === operator;

/** `a + b + c` leans left: its parts as one list. */
const chainOf = (ast: Expression, same: (node: Expression) => node is Chained): readonly Expression[] =>
  same(ast) ? [...chainOf(ast.left, same), ast.right] : [ast];
