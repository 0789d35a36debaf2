import type { Expression, SequenceStep } from './ast.ts';
import { limits } from './limits.ts';
import { childrenOf } from './nodes.ts';
import type { Parser } from './parse.ts';
import { parseAgo, parseName, parseWindow } from './parse-window.ts';
import { expressionProblem } from './problem.ts';

/** `(` is read already: `viewed where price > 9 then cart_added within 1d then not order_paid within 30m, 90d)`. */
export const parseSequence = (parser: Parser, start: number): Expression => {
  const { cursor } = parser;
  const steps = [parseStep(parser)];
  while (cursor.takeKeyword('then')) steps.push(parseStep(parser));
  const window = cursor.takeSymbol(',') ? parseWindow(parser) : null;
  cursor.needSymbol(')');
  const span = cursor.spanFrom(start);
  const soundShape =
    steps.length >= 2 &&
    steps.length <= limits.sequenceSteps &&
    steps[0]?.within === null &&
    steps.every(({ negated, within }, i) => !negated || (i === steps.length - 1 && within !== null));
  if (!soundShape) return cursor.fail(expressionProblem('bad_sequence', span, limits.sequenceSteps));
  const node = { type: 'sequence', steps: Object.freeze(steps), window, span } as const;
  return parser.node(node, childrenOf(node));
};

const parseStep = (parser: Parser): SequenceStep => {
  const { cursor } = parser;
  const negated = cursor.takeKeyword('not');
  const { start } = cursor.peek();
  const event = parseName(cursor, 'an event', '事件名称');
  const eventSpan = cursor.spanFrom(start);
  const where = cursor.takeKeyword('where') ? parser.whileInsideWhere(() => parser.expression(0)) : null;
  const within = cursor.takeKeyword('within') ? parseAgo(cursor) : null;
  return Object.freeze({ event, eventSpan, where, within, negated });
};
