import type { Aggregate, Ago, Comparison, Expression, Logical, Membership, Sequence, Window } from './ast.ts';
import { aggregates } from './functions.ts';
import { infer } from './infer.ts';
import { nodesOf } from './nodes.ts';
import { expressionProblem, isError, type ExpressionProblem } from './problem.ts';
import { mostSimilar } from './similar.ts';
import { type Edge, mayBeNull, typeOf, type Typed, type TypedWindow, type ValueType } from './typed.ts';

/** What exists. A list that is absent is not checked against. */
export type Catalogue = {
  /** Event → the properties in its definition; null when they are not known. Events starting with `$` always exist. */
  readonly events?: ReadonlyMap<string, readonly string[] | null>;
  readonly audiences?: ReadonlySet<string>;
};

export type Checked = {
  readonly problems: readonly ExpressionProblem[];
  /** Present when no problem is an error. */
  readonly typed: Typed | null;
  readonly type: ValueType | null;
};

/**
 * Decides every type and finds what is wrong. Unknown events, properties and audiences are warnings.
 * `expect` is the type its place demands; without it a tree that reads data alone counts as a number.
 */
export const check = (ast: Expression, catalogue: Catalogue = {}, expect?: ValueType): Checked => {
  const problems: ExpressionProblem[] = [];
  const resolver = createResolver(problems, catalogue);
  const inferred = infer(ast);
  const wanted = expect ?? (inferred === 'open' || inferred === 'null' ? 'number' : inferred);
  const typed = wanted === 'boolean' ? resolver.condition(ast) : resolver.value(ast, wanted);
  return problems.some(isError) ? { problems, typed: null, type: null } : { problems, typed, type: typeOf(typed) };
};

type Resolver = {
  /** A value of the wanted type, which may be null. */
  readonly value: (ast: Expression, wanted: ValueType) => Typed;
  /** True or false, never null. */
  readonly condition: (ast: Expression) => Typed;
};

const yes: Typed = { type: 'literal', as: 'boolean', value: true };

const createResolver = (problems: ExpressionProblem[], catalogue: Catalogue): Resolver => {
  const resolver: Resolver = {
    value: (ast, wanted) => {
      const found = infer(ast);
      if (found === 'null') problems.push(expressionProblem('null_misplaced', ast.span));
      else if (found !== 'open' && found !== wanted)
        problems.push(expressionProblem('wrong_type', ast.span, wanted, found));
      return resolveNode(ast, wanted);
    },
    condition: (ast) => {
      const typed = resolver.value(ast, 'boolean');
      // a flag that is missing is not set
      return mayBeNull(typed) ? { type: 'compare', operator: '=', left: typed, right: yes } : typed;
    },
  };

  const resolveNode = (ast: Expression, wanted: ValueType): Typed => {
    switch (ast.type) {
      case 'number':
      case 'string':
      case 'boolean':
        return { type: 'literal', as: ast.type, value: ast.value };
      case 'null':
        return yes; // already reported by `value`
      case 'property':
        return { type: 'property', as: wanted, path: ast.path };
      case 'trait':
        return { type: 'trait', as: wanted, path: ast.path, window: always };
      case 'aggregate':
        return resolveAggregate(ast, wanted);
      case 'sequence':
        return resolveSequence(ast);
      case 'in_audience':
        noteAudience(ast.audience, ast);
        return { type: 'audience', name: ast.audience };
      case 'call':
        return ast.name === 'exists'
          ? existsOf(ast.args[0] ?? ast)
          : { type: 'coalesce', as: wanted, args: ast.args.map((arg) => resolver.value(arg, wanted)) };
      case 'negate':
        return { type: 'negate', operand: resolver.value(ast.operand, 'number') };
      case 'arithmetic':
        return {
          type: 'arithmetic',
          operator: ast.operator,
          left: resolver.value(ast.left, 'number'),
          right: resolver.value(ast.right, 'number'),
        };
      case 'not':
        return { type: 'not', operand: resolver.condition(ast.operand) };
      case 'logical':
        return {
          type: ast.operator === 'and' ? 'all' : 'any',
          operands: chainOf(ast, ast.operator).map(resolver.condition),
        };
      case 'comparison':
        return resolveComparison(ast);
      case 'membership':
        return resolveMembership(ast);
    }
  };

  const existsOf = (ast: Expression): Typed => {
    const type = infer(ast);
    return { type: 'exists', operand: resolver.value(ast, type === 'open' || type === 'null' ? 'string' : type) };
  };

  const resolveComparison = (ast: Comparison): Typed => {
    const [left, right] = [infer(ast.left), infer(ast.right)];
    const equality = ast.operator === '=' || ast.operator === '!=';
    if (equality && (left === 'null') !== (right === 'null')) {
      const exists = existsOf(left === 'null' ? ast.right : ast.left);
      return ast.operator === '=' ? { type: 'not', operand: exists } : exists;
    }
    const type = comparedAs(left, right) ?? (equality ? 'string' : 'number');
    const known = [left, right].filter((side) => side !== 'open' && side !== 'null');
    if (left !== right && known.length === 2) {
      const [first = type, second = type] = known;
      problems.push(expressionProblem('different_types', ast.span, first, second));
    } else if (type === 'boolean' && !equality) problems.push(expressionProblem('no_order', ast.span));
    const operandType = (side: ReturnType<typeof infer>): ValueType =>
      side === 'open' || side === 'null' ? type : side;
    return {
      type: 'compare',
      operator: ast.operator,
      left: resolver.value(ast.left, operandType(left)),
      right: resolver.value(ast.right, operandType(right)),
    };
  };

  const resolveMembership = (ast: Membership): Typed => {
    const wanted = ast.options[0]?.type ?? 'string';
    for (const option of ast.options) {
      if (option.type === 'boolean') problems.push(expressionProblem('wrong_type', option.span, 'string', 'boolean'));
      else if (option.type !== wanted)
        problems.push(expressionProblem('different_types', option.span, wanted, option.type));
    }
    const options = ast.options.flatMap(({ value }) => (typeof value === 'boolean' ? [] : [value]));
    return { type: 'member', operand: resolver.value(ast.operand, wanted), options, negated: ast.negated };
  };

  const resolveAggregate = (ast: Aggregate, wanted: ValueType): Typed => {
    noteEvent(ast);
    const { reads, yields } = aggregates[ast.name];
    return {
      type: 'aggregate',
      as: yields === 'use' ? wanted : yields,
      name: ast.name,
      event: ast.event,
      property: ast.property.length === 0 ? null : { path: ast.property, as: reads === 'use' ? wanted : reads },
      where: ast.where === null ? null : resolver.condition(ast.where),
      window: windowOf(ast.window),
    };
  };

  const resolveSequence = (ast: Sequence): Typed => {
    const steps = ast.steps.map((step) => {
      noteEvent({ ...step, property: [] });
      return {
        event: step.event,
        where: step.where === null ? null : resolver.condition(step.where),
        withinMs: step.within === null ? null : msOf(step.within),
      };
    });
    const last = steps.at(-1);
    const absent = ast.steps.at(-1)?.negated && last !== undefined ? { ...last, withinMs: last.withinMs ?? 0 } : null;
    return {
      type: 'sequence',
      steps: absent === null ? steps : steps.slice(0, -1),
      absent,
      window: windowOf(ast.window),
    };
  };

  const noteEvent = (ast: EventRead): void => {
    if (catalogue.events === undefined || ast.event.startsWith('$')) return;
    const properties = catalogue.events.get(ast.event);
    if (properties === undefined) {
      problems.push(
        expressionProblem('unknown_event', ast.eventSpan, ast.event, mostSimilar(ast.event, catalogue.events.keys())),
      );
      return;
    }
    for (const { path, span } of propertiesRead(ast)) {
      const name = path[0] ?? '';
      if (properties === null || name.startsWith('$') || properties.includes(name)) continue;
      problems.push(expressionProblem('unknown_property', span, ast.event, name, mostSimilar(name, properties)));
    }
  };

  const noteAudience = (name: string, { span }: Expression): void => {
    if (catalogue.audiences === undefined || catalogue.audiences.has(name)) return;
    problems.push(expressionProblem('unknown_audience', span, name, mostSimilar(name, catalogue.audiences)));
  };

  return resolver;
};

type EventRead = Pick<Aggregate, 'event' | 'eventSpan' | 'property' | 'where'>;

const always: TypedWindow = { from: null, until: null };
const windowOf = (window: Window | null): TypedWindow => {
  if (window === null) return always;
  switch (window.type) {
    case 'rolling':
      return { from: ago(window.from), until: window.until === null ? null : ago(window.until) };
    case 'calendar': {
      const { unit, back } = window;
      return { from: { type: 'calendar', unit, back }, until: back === 0 ? null : { type: 'calendar', unit, back: 0 } };
    }
    case 'since':
      return { from: { type: 'date', date: window.date }, until: null };
  }
};
const ago = (given: Ago): Edge => ({ type: 'ago', ms: msOf(given) });
const windowUnitMs = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
const msOf = ({ count, unit }: Ago): number => count * windowUnitMs[unit];

/** `a and b and c` as one list, so that the SQL reads flat. */
const chainOf = (ast: Expression, operator: Logical['operator']): readonly Expression[] =>
  ast.type === 'logical' && ast.operator === operator
    ? [...chainOf(ast.left, operator), ...chainOf(ast.right, operator)]
    : [ast];

const comparedAs = (left: ReturnType<typeof infer>, right: ReturnType<typeof infer>): ValueType | undefined => {
  if (left !== 'open' && left !== 'null') return left;
  return right !== 'open' && right !== 'null' ? right : undefined;
};

const propertiesRead = (ast: EventRead): readonly { path: readonly string[]; span: Aggregate['span'] }[] => [
  ...(ast.property.length > 0 ? [{ path: ast.property, span: ast.eventSpan }] : []),
  ...(ast.where === null ? [] : propertyNodes(ast.where)),
];

const propertyNodes = (ast: Expression): readonly { path: readonly string[]; span: Aggregate['span'] }[] =>
  nodesOf(ast).flatMap((node) => (node.type === 'property' ? [{ path: node.path, span: node.span }] : []));
