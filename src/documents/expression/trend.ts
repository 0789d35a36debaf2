import type { Trend } from './ast.ts';
import { nodesOf } from './nodes.ts';
import { expressionProblem, type ExpressionProblem } from './problem.ts';
import type { Typed, TypedWindow } from './typed.ts';

/** `trend(x, w)` is (a − b) / b: a is x in [T − w, T), b is x in [T − 2w, T − w). Nothing where b is 0 or nothing. */
export const trendOf = (of: Typed, lengthMs: number): Typed => {
  const ago = (windows: number) => ({ type: 'ago', ms: windows * lengthMs }) as const;
  const now = during(of, { from: ago(1), until: null });
  const before = during(of, { from: ago(2), until: ago(1) });
  const change: Typed = { type: 'arithmetic', operator: '-', left: now, right: before };
  return { type: 'arithmetic', operator: '/', left: change, right: before };
};

/** The windows are trend's to give, and without an aggregate there is nothing to give them to. */
export const trendProblems = ({ of, span }: Trend): readonly ExpressionProblem[] => {
  const nodes = nodesOf(of);
  const own = nodes.find((node) => node.type === 'trend' || (node.type === 'aggregate' && node.window !== null));
  if (own !== undefined) return [expressionProblem('trend_window', own.span)];
  return nodes.some((node) => node.type === 'aggregate') ? [] : [expressionProblem('trend_of_nothing', span)];
};

/** The same question about another time. A number has no other parts than these. */
const during = (typed: Typed, window: TypedWindow): Typed => {
  switch (typed.type) {
    case 'aggregate':
      return { ...typed, window };
    case 'coalesce':
      return { ...typed, args: typed.args.map((arg) => during(arg, window)) };
    case 'negate':
      return { ...typed, operand: during(typed.operand, window) };
    case 'arithmetic':
      return { ...typed, left: during(typed.left, window), right: during(typed.right, window) };
    default:
      return typed;
  }
};
