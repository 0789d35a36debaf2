import type { ArithmeticOperator, ComparisonOperator } from './ast.ts';
import { compareTexts } from './compare-texts.ts';
import { evaluateAggregate } from './evaluate-aggregate.ts';
import { evaluateGivenTag } from './evaluate-given-tag.ts';
import { evaluateSequence } from './evaluate-sequence.ts';
import { evaluateTrait } from './evaluate-trait.ts';
import { type AttributeOf, propertyValue, type HistoryEvent, type Value } from './property-value.ts';
import type { Typed } from './typed.ts';

export type History = {
  /** One person's events, each once, in any order. */
  readonly events: readonly HistoryEvent[];
  /** Only events strictly before it count. */
  readonly asOf: Date;
  /** IANA name of the zone whose days count; default UTC. */
  readonly timeZone?: string;
  /** For audiences that are lists of people; those that are conditions are put into the expression by `expand`. */
  readonly inAudience?: (name: string) => boolean;
  /** What a model said last before `asOf`. */
  readonly score?: (model: string) => number | null;
  /** A ranked tag's cuts as last computed before `asOf`, the highest first. */
  readonly levels?: (tag: string) => readonly number[];
  /** What the catalogue behind a property says of the entry with this id. */
  readonly attribute?: AttributeOf;
};

/**
 * The value of an expression for one person, in memory. The SQL twin is sql/compile-set.ts; property tests hold the
 * two equal. A result that is not finite is null.
 * @example evaluate(check(ast).typed, { events, asOf }) // 3
 */
export const evaluate = (typed: Typed, history: History): Value => {
  const value = valueOf(typed, { history, event: null });
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
};

/** `evaluate` for a condition. */
export const holds = (typed: Typed, history: History): boolean => evaluate(typed, history) === true;

/** `event`: the one at hand while the `where` of an aggregate is decided. */
type Scope = { readonly history: History; readonly event: HistoryEvent | null };

const valueOf = (typed: Typed, scope: Scope): Value => {
  switch (typed.type) {
    case 'literal':
      return typed.value;
    case 'property':
      return scope.event === null ? null : propertyValue(scope.event, typed, scope.history.attribute);
    case 'aggregate':
      return evaluateAggregate(typed, scope.history, (where, event) => isTrue(where, { ...scope, event }));
    case 'sequence':
      return evaluateSequence(typed, scope.history, (where, event) => isTrue(where, { ...scope, event }));
    case 'trait':
      return evaluateTrait(typed, scope.history);
    case 'given_tag':
      return evaluateGivenTag(typed, scope.history);
    // what a tag means was not given: `expand` puts it here
    case 'tag':
      return null;
    case 'choose':
      return typed.cases.find(({ when }) => isTrue(when, scope))?.value ?? typed.otherwise;
    case 'score':
      return scope.history.score?.(typed.model) ?? null;
    case 'level':
      return scope.history.levels?.(typed.tag)[typed.index] ?? null;
    case 'coalesce':
      return typed.args.reduce<Value>((found, arg) => found ?? valueOf(arg, scope), null);
    case 'negate': {
      const operand = valueOf(typed.operand, scope);
      return typeof operand === 'number' ? -operand : null;
    }
    case 'arithmetic':
      return calculate(typed.operator, valueOf(typed.left, scope), valueOf(typed.right, scope));
    case 'compare':
      return compare(typed.operator, valueOf(typed.left, scope), valueOf(typed.right, scope));
    case 'exists':
      return valueOf(typed.operand, scope) !== null;
    case 'member': {
      const operand = valueOf(typed.operand, scope);
      if (operand === null) return false;
      return typed.options.some((option) => option === operand) !== typed.negated;
    }
    case 'audience':
      return scope.history.inAudience?.(typed.name) ?? false;
    case 'not':
      return !isTrue(typed.operand, scope);
    case 'all':
      return typed.operands.every((operand) => isTrue(operand, scope));
    case 'any':
      return typed.operands.some((operand) => isTrue(operand, scope));
  }
};

const isTrue = (typed: Typed, scope: Scope): boolean => valueOf(typed, scope) === true;

const calculate = (operator: ArithmeticOperator, left: Value, right: Value): number | null => {
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : left / right;
  }
};

/** False when either side is null. */
const compare = (operator: ComparisonOperator, left: Value, right: Value): boolean => {
  if (left === null || right === null) return false;
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  const order =
    typeof left === 'string' && typeof right === 'string' ? compareTexts(left, right) : Number(left) - Number(right);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
};
