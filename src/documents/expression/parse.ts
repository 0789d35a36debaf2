import type { ArithmeticOperator, ComparisonOperator, Expression, Literal } from './ast.ts';
import { limits } from './limits.ts';
import { parsePrimary } from './parse-primary.ts';
import { expressionProblem, type ExpressionProblem } from './problem.ts';
import { tokenCursor, type TokenCursor } from './token-cursor.ts';
import { SyntaxProblem, type Token } from './tokenise.ts';

export type Parsed =
  | { readonly type: 'parsed'; readonly ast: Expression }
  | { readonly type: 'failed'; readonly problem: ExpressionProblem };

/**
 * Text → syntax tree, by operator precedence (Pratt 1973). The first syntax error ends it.
 * @example parse('count(order_paid, 90d) >= 2')
 */
export const parse = (text: string): Parsed => parseBy(text, (parser) => parser.expression(0));

/**
 * A condition on one event, as it stands behind `where`: its properties are named bare, nothing is aggregated.
 * @example parseAboutEvent('dwell_ms >= 60000 and $source = "web"')
 */
export const parseAboutEvent = (text: string): Parsed =>
  parseBy(text, (parser) => parser.whileInsideWhere(() => parser.expression(0)));

const parseBy = (text: string, read: (parser: Parser) => Expression): Parsed => {
  try {
    const parser = createParser(text);
    const ast = read(parser);
    const rest = parser.cursor.peek();
    if (rest.type !== 'end') parser.cursor.expected('an operator or the end', '运算符或结尾');
    return { type: 'parsed', ast };
  } catch (cause) {
    if (cause instanceof SyntaxProblem) return { type: 'failed', problem: cause.problem };
    throw cause;
  }
};

export type Parser = {
  readonly cursor: TokenCursor;
  readonly expression: (minimum: number) => Expression;
  readonly literal: () => Literal;
  /** Properties of the event at hand exist only while the `where` of an aggregate is read. */
  readonly insideWhere: () => boolean;
  readonly whileInsideWhere: <T>(read: () => T) => T;
  /** Freezes the node and watches the height of the tree. */
  readonly node: <N extends Expression>(node: N, children: readonly Expression[]) => N;
};

/** Binding powers: the higher, the tighter. `format` uses the same numbers. */
export const precedence = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  additive: 5,
  multiplicative: 6,
  negate: 7,
  primary: 8,
} as const;

const createParser = (text: string): Parser => {
  const cursor = tokenCursor(text);
  const heights = new WeakMap<Expression, number>();
  let nesting = 0;
  let whereDepth = 0;
  const tooDeep = (): never => cursor.fail(expressionProblem('too_deep', cursor.spanOf(cursor.peek()), limits.depth));
  const parser: Parser = {
    cursor,
    insideWhere: () => whereDepth > 0,
    whileInsideWhere: (read) => {
      whereDepth += 1;
      const result = read();
      whereDepth -= 1;
      return result;
    },
    node: (node, children) => {
      const height = 1 + Math.max(0, ...children.map((child) => heights.get(child) ?? 0));
      if (height > limits.depth) tooDeep();
      heights.set(node, height);
      return Object.freeze(node);
    },
    expression: (minimum) => {
      nesting += 1;
      if (nesting > limits.depth) tooDeep();
      let left = parsePrefix(parser);
      for (;;) {
        const power = infixPower(cursor, cursor.peek());
        if (power === undefined || power <= minimum) break;
        left = parseInfix(parser, left, power);
      }
      nesting -= 1;
      return left;
    },
    literal: () => parseLiteral(cursor),
  };
  return parser;
};

const parsePrefix = (parser: Parser): Expression => {
  const { cursor, node } = parser;
  const { start } = cursor.peek();
  if (cursor.takeKeyword('not')) {
    const operand = parser.expression(precedence.not - 1);
    return node({ type: 'not', operand, span: cursor.spanFrom(start) }, [operand]);
  }
  if (cursor.takeSymbol('-')) {
    const operand = parser.expression(precedence.negate - 1);
    return node({ type: 'negate', operand, span: cursor.spanFrom(start) }, [operand]);
  }
  return parsePrimary(parser);
};

const comparisons: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);
const isComparison = (value: string): value is ComparisonOperator => comparisons.has(value);
const isArithmetic = (value: string): value is ArithmeticOperator => '+-*/'.includes(value);

const infixPower = (cursor: TokenCursor, token: Token): number | undefined => {
  if (cursor.isKeyword(token, 'or')) return precedence.or;
  if (cursor.isKeyword(token, 'and')) return precedence.and;
  if (cursor.isKeyword(token, 'in')) return precedence.comparison;
  if (cursor.isKeyword(token, 'not') && cursor.isKeyword(cursor.peek(1), 'in')) return precedence.comparison;
  if (token.type !== 'symbol') return undefined;
  if (isComparison(token.value)) return precedence.comparison;
  if (token.value === '+' || token.value === '-') return precedence.additive;
  if (token.value === '*' || token.value === '/') return precedence.multiplicative;
  return undefined;
};

const parseInfix = (parser: Parser, left: Expression, power: number): Expression => {
  const { cursor, node } = parser;
  const start = left.span.start.offset;
  const operator = cursor.next();
  if (operator.type === 'symbol' && isArithmetic(operator.value)) {
    const right = parser.expression(power);
    return node({ type: 'arithmetic', operator: operator.value, left, right, span: cursor.spanFrom(start) }, [
      left,
      right,
    ]);
  }
  if (operator.type === 'symbol' && isComparison(operator.value)) {
    const right = parser.expression(power);
    const span = cursor.spanFrom(start);
    refuseChain(parser);
    return node({ type: 'comparison', operator: operator.value, left, right, span }, [left, right]);
  }
  if (cursor.isKeyword(operator, 'and') || cursor.isKeyword(operator, 'or')) {
    const right = parser.expression(power);
    const word = cursor.isKeyword(operator, 'and') ? 'and' : 'or';
    return node({ type: 'logical', operator: word, left, right, span: cursor.spanFrom(start) }, [left, right]);
  }
  const negated = cursor.isKeyword(operator, 'not');
  if (negated) cursor.next();
  const options = parseOptions(parser);
  const span = cursor.spanFrom(start);
  refuseChain(parser);
  return node({ type: 'membership', negated, operand: left, options, span }, [left]);
};

/** `a < b < c` reads in two ways; we ask instead. */
const refuseChain = ({ cursor }: Parser): void => {
  const token = cursor.peek();
  if (infixPower(cursor, token) === precedence.comparison)
    cursor.fail(expressionProblem('chained_comparison', cursor.spanOf(token)));
};

const parseOptions = ({ cursor, literal }: Parser): readonly Literal[] => {
  cursor.needSymbol('(');
  const options = [literal()];
  while (cursor.takeSymbol(',')) {
    if (options.length === limits.options) {
      cursor.fail(expressionProblem('too_many_options', cursor.spanOf(cursor.peek()), limits.options));
    }
    options.push(literal());
  }
  cursor.needSymbol(')');
  return Object.freeze(options);
};

const parseLiteral = (cursor: TokenCursor): Literal => {
  const { start } = cursor.peek();
  const negative = cursor.takeSymbol('-');
  const token = cursor.peek();
  if (token.type === 'number') {
    cursor.next();
    return Object.freeze({
      type: 'number',
      value: negative ? -token.value : token.value,
      span: cursor.spanFrom(start),
    });
  }
  if (token.type === 'string' && !negative) {
    cursor.next();
    return Object.freeze({ type: 'string', value: token.value, span: cursor.spanFrom(start) });
  }
  if (!negative && (cursor.isKeyword(token, 'true') || cursor.isKeyword(token, 'false'))) {
    cursor.next();
    return Object.freeze({ type: 'boolean', value: cursor.isKeyword(token, 'true'), span: cursor.spanFrom(start) });
  }
  return cursor.expected('a number, a text in quotes, true or false', '数字、带引号的文本、true 或 false');
};
