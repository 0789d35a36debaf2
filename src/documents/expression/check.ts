import type { Aggregate, Comparison, Expression, Logical, Membership, Sequence, Trend, Window } from './ast.ts';
import { type Catalogue, createNameCheck } from './check-names.ts';
import { aggregates } from './functions.ts';
import { infer } from './infer.ts';
import { expressionProblem, isError, type ExpressionProblem } from './problem.ts';
import { trendOf, trendProblems } from './trend.ts';
import { mayBeNull, typeOf, type Typed, type TypedProperty, type TypedWindow, type ValueType } from './typed.ts';
import { always, msOf, typedWindow } from './typed-window.ts';

export type { Catalogue } from './check-names.ts';

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
const none: Typed = { type: 'literal', as: 'number', value: 0 };

const createResolver = (problems: ExpressionProblem[], catalogue: Catalogue): Resolver => {
  const names = createNameCheck(problems, catalogue);
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
        return { type: 'property', as: wanted, path: ast.path, attribute: ast.attribute };
      case 'trait':
        return { type: 'trait', as: wanted, path: ast.path, window: always };
      case 'aggregate':
        return resolveAggregate(ast, wanted);
      case 'sequence':
        return resolveSequence(ast);
      case 'in_audience':
        names.named('unknown_audience', ast.audience, catalogue.audiences, ast);
        return { type: 'audience', name: ast.audience };
      case 'tag':
        names.named('unknown_tag', ast.tag, catalogue.tags, ast);
        return { type: 'tag', name: ast.tag };
      case 'has_tag':
        names.named('unknown_tag', ast.tag, catalogue.tags, ast);
        return { type: 'exists', operand: { type: 'tag', name: ast.tag } };
      case 'score':
        names.named('unknown_model', ast.model, catalogue.models, ast);
        return { type: 'score', model: ast.model };
      case 'trend':
        return resolveTrend(ast);
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
    names.event(ast);
    const { reads, yields } = aggregates[ast.name];
    const as = reads === 'use' ? wanted : reads;
    const counted = {
      type: 'aggregate',
      event: ast.event,
      property: propertyOf(ast, as),
      where: ast.where === null ? null : resolver.condition(ast.where),
      window: windowOf(ast.window),
    } as const;
    if (ast.name === 'never')
      return { type: 'compare', operator: '=', left: { ...counted, name: 'count', as: 'number' }, right: none };
    return { ...counted, name: ast.name, as: yields === 'use' ? wanted : yields };
  };

  const resolveTrend = (ast: Trend): Typed => {
    problems.push(...trendProblems(ast));
    return trendOf(resolver.value(ast.of, 'number'), msOf(ast.length));
  };

  const resolveSequence = (ast: Sequence): Typed => {
    const steps = ast.steps.map((step) => {
      names.event({ ...step, property: [], attribute: null });
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

  const windowOf = (window: Window | null): TypedWindow => {
    names.window(window);
    return typedWindow(window, resolver.condition);
  };

  return resolver;
};

const propertyOf = ({ property: path, attribute }: Aggregate, as: ValueType): TypedProperty | null =>
  path.length === 0 ? null : { type: 'property', as, path, attribute };

/** `a and b and c` as one list, so that the SQL reads flat. */
const chainOf = (ast: Expression, operator: Logical['operator']): readonly Expression[] =>
  ast.type === 'logical' && ast.operator === operator
    ? [...chainOf(ast.left, operator), ...chainOf(ast.right, operator)]
    : [ast];

const comparedAs = (left: ReturnType<typeof infer>, right: ReturnType<typeof infer>): ValueType | undefined => {
  if (left !== 'open' && left !== 'null') return left;
  return right !== 'open' && right !== 'null' ? right : undefined;
};
