import type { CalendarUnit } from '#platform';

/** What the parser makes of the text: frozen nodes tagged by `type`, each with the place it came from. */

/** Line and column count from 1, as editors show them; offset counts UTF-16 units from 0. */
export type Position = { readonly offset: number; readonly line: number; readonly column: number };
export type Span = { readonly start: Position; readonly end: Position };

export type WindowUnit = 'd' | 'h' | 'm';
export type Ago = { readonly count: number; readonly unit: WindowUnit };
export type Window =
  /** `90d`: the events of [T − 90 days, T). `60d..30d`: those of [T − 60 days, T − 30 days). */
  | { readonly type: 'rolling'; readonly from: Ago; readonly until: Ago | null }
  /** `this_month` (back 0: so far) and `last_month` (back 1: all of it), by the workspace's calendar. */
  | { readonly type: 'calendar'; readonly unit: CalendarUnit; readonly back: 0 | 1 }
  /** `since 2026-11-01`: from the beginning of that day, YYYY-MM-DD. */
  | { readonly type: 'since'; readonly date: string }
  | SinceEvent;
/** `since last order_paid`: strictly after the last (first) of these events. Without such an event it is empty. */
export type SinceEvent = {
  readonly type: 'since_event';
  readonly which: 'first' | 'last';
  readonly event: string;
  readonly eventSpan: Span;
  readonly where: Expression | null;
};

export type AggregateName =
  | 'count'
  | 'sum'
  | 'mean'
  | 'min'
  | 'max'
  | 'distinct'
  | 'first'
  | 'last'
  | 'favourite'
  | 'diversity'
  | 'stddev'
  | 'days_since'
  | 'days_since_first'
  | 'interval_mean'
  | 'interval_cv'
  | 'never';
export type CallName = 'exists' | 'coalesce';
export type ArithmeticOperator = '+' | '-' | '*' | '/';
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type LogicalOperator = 'and' | 'or';

type At = { readonly span: Span };

export type NumberLiteral = At & { readonly type: 'number'; readonly value: number };
export type StringLiteral = At & { readonly type: 'string'; readonly value: string };
export type BooleanLiteral = At & { readonly type: 'boolean'; readonly value: boolean };
export type NullLiteral = At & { readonly type: 'null' };
export type Literal = NumberLiteral | StringLiteral | BooleanLiteral;

/** A property of the event at hand; only inside `where`. */
export type Property = At & {
  readonly type: 'property';
  readonly path: readonly string[];
  /** `category` in `product_id->category`: of the catalogue's entry that the property names. */
  readonly attribute: string | null;
};

export type Aggregate = At & {
  readonly type: 'aggregate';
  readonly name: AggregateName;
  readonly event: string;
  readonly eventSpan: Span;
  /** `amount` in `sum(order_paid.amount)`; empty when the aggregate is about the event itself. */
  readonly property: readonly string[];
  /** As a property's. */
  readonly attribute: string | null;
  readonly where: Expression | null;
  readonly window: Window | null;
};

/**
 * `trend(count(order_paid), 30d)`: the change from the window before to this one, (a − b) / b: 0 as before, 1 twice as
 * much, -1 nothing any more.
 */
export type Trend = At & { readonly type: 'trend'; readonly of: Expression; readonly length: Ago };

/** One step of a sequence. `within`: at most so long after the step before. */
export type SequenceStep = {
  readonly event: string;
  readonly eventSpan: Span;
  readonly where: Expression | null;
  readonly within: Ago | null;
  /** The last step may be one that did not happen. */
  readonly negated: boolean;
};
export type Sequence = At & {
  readonly type: 'sequence';
  readonly steps: readonly SequenceStep[];
  readonly window: Window | null;
};

export type Trait = At & { readonly type: 'trait'; readonly path: readonly string[] };
export type InAudience = At & { readonly type: 'in_audience'; readonly audience: string };
/** The text a tag has for the person, or nothing. */
export type Tag = At & { readonly type: 'tag'; readonly tag: string };
export type HasTag = At & { readonly type: 'has_tag'; readonly tag: string };
/** What a model said last, or nothing. */
export type Score = At & { readonly type: 'score'; readonly model: string };
export type Call = At & { readonly type: 'call'; readonly name: CallName; readonly args: readonly Expression[] };
export type Negate = At & { readonly type: 'negate'; readonly operand: Expression };
export type Not = At & { readonly type: 'not'; readonly operand: Expression };
export type Arithmetic = At & {
  readonly type: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
};
export type Comparison = At & {
  readonly type: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
};
export type Membership = At & {
  readonly type: 'membership';
  readonly negated: boolean;
  readonly operand: Expression;
  readonly options: readonly Literal[];
};
export type Logical = At & {
  readonly type: 'logical';
  readonly operator: LogicalOperator;
  readonly left: Expression;
  readonly right: Expression;
};

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | NullLiteral
  | Property
  | Aggregate
  | Sequence
  | Trait
  | InAudience
  | Tag
  | HasTag
  | Score
  | Trend
  | Call
  | Negate
  | Not
  | Arithmetic
  | Comparison
  | Membership
  | Logical;

/** Names that can be written without quotes: letters of any script, digits, `_` and `$`. */
export const plainNamePattern = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
/** Names that can be written at all, in backticks: also with spaces and hyphens inside. */
export const propertyNamePattern = /^[\p{L}\p{N}_$][\p{L}\p{N}_$ -]{0,63}$/u;
export const keywords: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'where', 'true', 'false', 'null']);
