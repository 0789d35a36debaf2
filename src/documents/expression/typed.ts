import type { CalendarUnit } from '#platform';
import type { AggregateName, ArithmeticOperator, ComparisonOperator } from './ast.ts';

export type ValueType = 'number' | 'string' | 'boolean';

/**
 * An expression whose every part has its type decided: what both engines, SQL and memory, work from.
 *
 * Conditions (compare, exists, member, not, all, any, audience) are always true or false. Everything else may be
 * null, and a comparison with null is false. Audiences and tags stand under their names until `expand` (expand.ts) puts
 * what they mean in their place.
 */
export type Typed =
  | { readonly type: 'literal'; readonly as: ValueType; readonly value: number | string | boolean }
  | TypedProperty
  | TypedAggregate
  | TypedSequence
  | TypedTrait
  | TypedGivenTag
  | { readonly type: 'tag'; readonly name: string }
  /** The text of the first condition that holds. */
  | TypedChoose
  | { readonly type: 'score'; readonly model: string }
  /** The cut between the classes `index` and `index + 1` of a ranked tag, as last computed before T. */
  | TypedLevel
  | { readonly type: 'coalesce'; readonly as: ValueType; readonly args: readonly Typed[] }
  | { readonly type: 'negate'; readonly operand: Typed }
  | { readonly type: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: Typed; readonly right: Typed }
  | { readonly type: 'compare'; readonly operator: ComparisonOperator; readonly left: Typed; readonly right: Typed }
  | { readonly type: 'exists'; readonly operand: Typed }
  | {
      readonly type: 'member';
      readonly operand: Typed;
      readonly options: readonly (number | string)[];
      readonly negated: boolean;
    }
  | { readonly type: 'audience'; readonly name: string }
  | { readonly type: 'not'; readonly operand: Typed }
  | { readonly type: 'all'; readonly operands: readonly Typed[] }
  | { readonly type: 'any'; readonly operands: readonly Typed[] };

export type TypedProperty = {
  readonly type: 'property';
  readonly as: ValueType;
  readonly path: readonly string[];
  /** Of the catalogue's entry that the property names. */
  readonly attribute: string | null;
};
export type TypedChoose = {
  readonly type: 'choose';
  readonly cases: readonly { readonly when: Typed; readonly value: string }[];
  readonly otherwise: string | null;
};
export type TypedLevel = { readonly type: 'level'; readonly tag: string; readonly index: number };

/** Events from one time (or the beginning) until before another (or T). */
export type TypedWindow = { readonly from: Edge | EventEdge | null; readonly until: Edge | null };
/** Strictly after the person's last (first) such event; without one the window is empty. */
export type EventEdge = {
  readonly type: 'event';
  readonly which: 'first' | 'last';
  readonly event: string;
  readonly where: Typed | null;
};
export type Edge =
  | { readonly type: 'ago'; readonly ms: number }
  | { readonly type: 'calendar'; readonly unit: CalendarUnit; readonly back: number }
  | { readonly type: 'date'; readonly date: string };

export type TypedAggregate = {
  readonly type: 'aggregate';
  /** The type of its result. */
  readonly as: ValueType;
  readonly name: Exclude<AggregateName, 'never'>;
  readonly event: string;
  /** Absent for aggregates about the event itself. */
  readonly property: TypedProperty | null;
  readonly where: Typed | null;
  readonly window: TypedWindow;
};

/** True when the steps happened in this order: each after the one before, at most `withinMs` later. */
export type TypedSequence = {
  readonly type: 'sequence';
  readonly steps: readonly TypedStep[];
  /** The event that did not follow the last step within so long, though the time is over. */
  readonly absent: (TypedStep & { readonly withinMs: number }) | null;
  readonly window: TypedWindow;
};
export type TypedStep = { readonly event: string; readonly where: Typed | null; readonly withinMs: number | null };

/** A trait of the person, from the events that set it, set it once or forget it; see evaluate-trait.ts. */
export type TypedTrait = {
  readonly type: 'trait';
  readonly as: ValueType;
  readonly path: readonly string[];
  readonly window: TypedWindow;
};
/** A tag given by hand, by an import or over the API; see evaluate-given-tag.ts. */
export type TypedGivenTag = {
  readonly type: 'given_tag';
  readonly name: string;
  /** How long it lasts where the event does not say until when. */
  readonly validMs: number | null;
  readonly window: TypedWindow;
};
export const tagEvents = { set: '$tag_set', removed: '$tag_removed' } as const;

export const traitEvents = { set: '$identify', once: '$traits_once', unset: '$traits_unset' } as const;

/** What only a scan of events can tell. */
export type OverEvents = TypedAggregate | TypedSequence | TypedTrait | TypedGivenTag;
export const isOverEvents = (typed: Typed): typed is OverEvents =>
  typed.type === 'aggregate' || typed.type === 'sequence' || typed.type === 'trait' || typed.type === 'given_tag';
export const stepsOf = ({ steps, absent }: TypedSequence): readonly TypedStep[] =>
  absent === null ? steps : [...steps, absent];
export const eventsOf = (typed: OverEvents): readonly string[] => {
  const { from } = typed.window;
  const edge = from?.type === 'event' ? [from.event] : [];
  switch (typed.type) {
    case 'aggregate':
      return [typed.event, ...edge];
    case 'sequence':
      return [...stepsOf(typed).map(({ event }) => event), ...edge];
    case 'given_tag':
      return Object.values(tagEvents);
    case 'trait':
      return Object.values(traitEvents);
  }
};

export const typeOf = (typed: Typed): ValueType => {
  switch (typed.type) {
    case 'literal':
    case 'property':
    case 'aggregate':
    case 'trait':
    case 'coalesce':
      return typed.as;
    case 'tag':
    case 'given_tag':
    case 'choose':
      return 'string';
    case 'score':
    case 'level':
    case 'negate':
    case 'arithmetic':
      return 'number';
    case 'sequence':
    case 'compare':
    case 'exists':
    case 'member':
    case 'audience':
    case 'not':
    case 'all':
    case 'any':
      return 'boolean';
  }
};

/** Whether a value can be missing. Conditions, literals, counts and sums cannot. */
export const mayBeNull = (typed: Typed): boolean => {
  switch (typed.type) {
    case 'property':
    case 'trait':
    case 'tag':
    case 'given_tag':
    case 'score':
    case 'level':
      return true;
    case 'choose':
      return typed.otherwise === null;
    case 'aggregate':
      return typed.name !== 'count' && typed.name !== 'sum' && typed.name !== 'distinct';
    case 'coalesce':
      return typed.args.every(mayBeNull);
    case 'negate':
      return mayBeNull(typed.operand);
    case 'arithmetic':
      return typed.operator === '/' || mayBeNull(typed.left) || mayBeNull(typed.right);
    default:
      return false;
  }
};

/** The node and all nodes under it, conditions inside aggregates included. */
export function* walk(typed: Typed): Generator<Typed> {
  yield typed;
  for (const child of childrenOf(typed)) yield* walk(child);
}

const childrenOf = (typed: Typed): readonly Typed[] => {
  switch (typed.type) {
    case 'literal':
    case 'property':
    case 'trait':
    case 'audience':
    case 'tag':
    case 'given_tag':
    case 'score':
    case 'level':
      return [];
    case 'aggregate':
      return conditionsOf([typed, typed.window.from]);
    case 'sequence':
      return conditionsOf([...stepsOf(typed), typed.window.from]);
    case 'choose':
      return typed.cases.map(({ when }) => when);
    case 'coalesce':
      return typed.args;
    case 'negate':
    case 'exists':
    case 'member':
    case 'not':
      return [typed.operand];
    case 'arithmetic':
    case 'compare':
      return [typed.left, typed.right];
    case 'all':
    case 'any':
      return typed.operands;
  }
};

const conditionsOf = (parts: readonly ({ readonly where: Typed | null } | Edge | null)[]): readonly Typed[] =>
  parts.flatMap((part) => (part !== null && 'where' in part && part.where !== null ? [part.where] : []));
