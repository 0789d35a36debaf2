import { propertyNamePattern, type Expression } from './ast.ts';
import { aggregates, calls, functionNames, isAggregateName, isCallName } from './functions.ts';
import type { Parser } from './parse.ts';
import { expressionProblem } from './problem.ts';
import { parseSequence } from './parse-sequence.ts';
import { parseName, parseWindow } from './parse-window.ts';
import { mostSimilar } from './similar.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Literals, parentheses, calls, aggregates, and, inside `where`, properties. */
export const parsePrimary = (parser: Parser): Expression => {
  const { cursor } = parser;
  const token = cursor.peek();
  if (cursor.takeSymbol('(')) {
    const inner = parser.expression(0);
    cursor.needSymbol(')');
    return inner;
  }
  if (cursor.takeKeyword('null')) return parser.node({ type: 'null', span: cursor.spanOf(token) }, []);
  if (
    token.type === 'number' ||
    token.type === 'string' ||
    cursor.isKeyword(token, 'true') ||
    cursor.isKeyword(token, 'false')
  ) {
    return parser.node(parser.literal(), []);
  }
  if (token.type === 'window')
    return cursor.fail(expressionProblem('bad_number', cursor.spanOf(token), `${token.count}${token.unit}`));
  if (token.type !== 'name' || cursor.isAnyKeyword(token)) return cursor.expected('a value', '一个值');
  if (!token.quoted && cursor.isSymbol(cursor.peek(1), '(')) return parseCall(parser, token.value);
  if (!parser.insideWhere()) return cursor.fail(expressionProblem('bare_name', cursor.spanOf(token), token.value));
  const path = parsePath(cursor);
  return parser.node({ type: 'property', path, span: cursor.spanFrom(token.start) }, []);
};

const parseCall = (parser: Parser, name: string): Expression => {
  const { cursor } = parser;
  const token = cursor.peek();
  const ofProfile = isAggregateName(name) || name === 'sequence' || name === 'trait' || name === 'in_audience';
  if (!ofProfile && !isCallName(name)) {
    return cursor.fail(
      expressionProblem('unknown_function', cursor.spanOf(token), name, mostSimilar(name, functionNames)),
    );
  }
  if (ofProfile && parser.insideWhere())
    return cursor.fail(expressionProblem('nested_aggregate', cursor.spanOf(token), name));
  cursor.next();
  cursor.needSymbol('(');
  if (isAggregateName(name)) return parseAggregate(parser, name, token.start);
  if (name === 'sequence') return parseSequence(parser, token.start);
  if (isCallName(name)) return parseArguments(parser, name, token.start);
  const node =
    name === 'trait'
      ? ({ type: 'trait', path: parseTraitPath(cursor) } as const)
      : ({ type: 'in_audience', audience: parseName(cursor, 'an audience', '人群名称') } as const);
  cursor.needSymbol(')');
  return parser.node({ ...node, span: cursor.spanFrom(token.start) }, []);
};

const parseArguments = (parser: Parser, name: keyof typeof calls, start: number): Expression => {
  const { cursor } = parser;
  const args = cursor.isSymbol(cursor.peek(), ')') ? [] : [parser.expression(0)];
  while (args.length > 0 && cursor.takeSymbol(',')) args.push(parser.expression(0));
  cursor.needSymbol(')');
  const span = cursor.spanFrom(start);
  const { leastArguments, mostArguments } = calls[name];
  if (args.length < leastArguments || args.length > mostArguments) {
    cursor.fail(expressionProblem('too_few_arguments', span, name, leastArguments));
  }
  return parser.node({ type: 'call', name, args: Object.freeze(args), span }, args);
};

/** `(` is read already: `order_paid.amount where amount > 3, 90d)`. */
const parseAggregate = (parser: Parser, name: keyof typeof aggregates, start: number): Expression => {
  const { cursor } = parser;
  const eventToken = cursor.peek();
  const event = parseName(cursor, 'an event', '事件名称');
  const eventSpan = cursor.spanFrom(eventToken.start);
  const property = cursor.takeSymbol('.') ? parsePath(cursor) : [];
  const aboutSpan = cursor.spanFrom(eventToken.start);
  const wanted = aggregates[name].property;
  if (wanted === 'required' && property.length === 0)
    cursor.fail(expressionProblem('property_needed', aboutSpan, name, event));
  if (wanted === 'none' && property.length > 0)
    cursor.fail(expressionProblem('property_unwanted', aboutSpan, name, event));
  const where = cursor.takeKeyword('where') ? parser.whileInsideWhere(() => parser.expression(0)) : null;
  const window = cursor.takeSymbol(',') ? parseWindow(cursor) : null;
  cursor.needSymbol(')');
  const node = {
    type: 'aggregate',
    name,
    event,
    eventSpan,
    property,
    where,
    window,
    span: cursor.spanFrom(start),
  } as const;
  return parser.node(node, where === null ? [] : [where]);
};

const parsePath = (cursor: TokenCursor): readonly string[] => {
  const path: string[] = [];
  do {
    const token = cursor.peek();
    if (token.type !== 'name' || cursor.isAnyKeyword(token)) return cursor.expected('a property name', '属性名');
    if (!propertyNamePattern.test(token.value))
      return cursor.fail(expressionProblem('bad_name', cursor.spanOf(token), token.value));
    path.push(token.value);
    cursor.next();
  } while (cursor.takeSymbol('.'));
  return Object.freeze(path);
};

const parseTraitPath = (cursor: TokenCursor): readonly string[] => {
  const token = cursor.peek();
  if (token.type !== 'string') return parsePath(cursor);
  cursor.next();
  const path = token.value.split('.');
  if (!path.every((step) => propertyNamePattern.test(step))) {
    return cursor.fail(expressionProblem('bad_name', cursor.spanOf(token), token.value));
  }
  return Object.freeze(path);
};
