import { propertyNamePattern, type Expression } from './ast.ts';
import {
  aggregates,
  calls,
  functionNames,
  isAggregateName,
  isCallName,
  isLeafName,
  type LeafName,
} from './functions.ts';
import { limits } from './limits.ts';
import type { Parser } from './parse.ts';
import { expressionProblem } from './problem.ts';
import { childrenOf } from './nodes.ts';
import { parseSequence } from './parse-sequence.ts';
import { daysOf, parseAgo, parseName, parseWindow } from './parse-window.ts';
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
  const attribute = parseAttribute(cursor);
  return parser.node({ type: 'property', path, attribute, span: cursor.spanFrom(token.start) }, []);
};

const parseCall = (parser: Parser, name: string): Expression => {
  const { cursor } = parser;
  const token = cursor.peek();
  const ofProfile =
    isAggregateName(name) || name === 'sequence' || name === 'trend' || name === 'trait' || isLeafName(name);
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
  if (name === 'trend') return parseTrend(parser, token.start);
  if (isCallName(name)) return parseArguments(parser, name, token.start);
  const node = isLeafName(name) ? parseLeaf(cursor, name) : ({ type: 'trait', path: parseTraitPath(cursor) } as const);
  cursor.needSymbol(')');
  return parser.node({ ...node, span: cursor.spanFrom(token.start) }, []);
};

const parseLeaf = (cursor: TokenCursor, name: LeafName) => {
  switch (name) {
    case 'in_audience':
      return { type: name, audience: parseName(cursor, 'an audience', '人群名称') } as const;
    case 'tag':
    case 'has_tag':
      return { type: name, tag: parseName(cursor, 'a tag', '标签名称') } as const;
    case 'score':
      return { type: name, model: parseName(cursor, 'a model', '模型名称') } as const;
  }
};

/** `(` is read already: `count(order_paid), 30d)`. */
const parseTrend = (parser: Parser, start: number): Expression => {
  const { cursor } = parser;
  const of = parser.expression(0);
  cursor.needSymbol(',');
  const ago = cursor.peek();
  const length = parseAgo(cursor);
  // the window before this one must be allowed too
  if (2 * daysOf(length) > limits.windowDays)
    cursor.fail(expressionProblem('bad_window', cursor.spanOf(ago), limits.windowDays / 2));
  cursor.needSymbol(')');
  return parser.node({ type: 'trend', of, length, span: cursor.spanFrom(start) }, [of]);
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
  const attribute = property.length > 0 ? parseAttribute(cursor) : null;
  const aboutSpan = cursor.spanFrom(eventToken.start);
  const wanted = aggregates[name].property;
  if (wanted === 'required' && property.length === 0)
    cursor.fail(expressionProblem('property_needed', aboutSpan, name, event));
  if (wanted === 'none' && property.length > 0)
    cursor.fail(expressionProblem('property_unwanted', aboutSpan, name, event));
  const where = cursor.takeKeyword('where') ? parser.whileInsideWhere(() => parser.expression(0)) : null;
  const window = cursor.takeSymbol(',') ? parseWindow(parser) : null;
  cursor.needSymbol(')');
  const node = {
    type: 'aggregate',
    name,
    event,
    eventSpan,
    property,
    attribute,
    where,
    window,
    span: cursor.spanFrom(start),
  } as const;
  return parser.node(node, childrenOf(node));
};

/** `->category` behind a property. */
const parseAttribute = (cursor: TokenCursor): string | null => {
  if (!cursor.takeSymbol('->')) return null;
  const token = cursor.peek();
  if (token.type !== 'name' || cursor.isAnyKeyword(token)) return cursor.expected('an attribute name', '对象属性名');
  if (!propertyNamePattern.test(token.value))
    return cursor.fail(expressionProblem('bad_name', cursor.spanOf(token), token.value));
  cursor.next();
  return token.value;
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
