import fc from 'fast-check';
import type { Aggregate, AggregateName, Ago, Expression, Literal, SequenceStep, Span, Window } from './ast.ts';
import { aggregates, calendarWindows } from './functions.ts';
import { eventNames, numbers, propertyPaths, texts } from './testing-events.ts';

/** Random, well-typed expressions and random histories over the same few names, so that they meet often. */

const nowhere: Span = { start: { offset: 0, line: 1, column: 1 }, end: { offset: 0, line: 1, column: 1 } };
const at = { span: nowhere };

const literal = (type: 'number' | 'string'): fc.Arbitrary<Literal> =>
  type === 'number'
    ? fc.constantFrom(...numbers.filter((value) => value >= 0)).map((value) => ({ type, value, ...at }))
    : fc.constantFrom(...texts).map((value) => ({ type, value, ...at }));

/** Of the catalogue that a property's value leads to; most properties are read as they are. */
const attribute = fc.oneof(
  { arbitrary: fc.constant(null), weight: 4 },
  { arbitrary: fc.constantFrom('colour', 'unit price'), weight: 1 },
);
const property: fc.Arbitrary<Expression> = fc
  .record({ path: fc.constantFrom(...propertyPaths), attribute })
  .map((parts) => ({ type: 'property', ...parts, ...at }));
const comparisonOperator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');

type Leaf = {
  readonly number: fc.Arbitrary<Expression>;
  readonly open: fc.Arbitrary<Expression>;
  /** Texts, or what can be read as one. */
  readonly text: fc.Arbitrary<Expression>;
  readonly condition: fc.Arbitrary<Expression>;
};

/** Conditions and numbers over given leaves; the same grammar inside and outside `where`. */
const grammar = ({ number: numberLeaf, open, text, condition: conditionLeaf }: Leaf) =>
  fc.letrec<{ number: Expression; condition: Expression }>((tie) => ({
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(numberLeaf, open, literal('number')),
      fc
        .record({ operator: fc.constantFrom('+', '-', '*', '/'), left: tie('number'), right: tie('number') })
        .map((parts): Expression => ({ type: 'arithmetic', ...parts, ...at })),
      tie('number').map((operand): Expression => ({ type: 'negate', operand, ...at })),
      fc
        .tuple(tie('number'), tie('number'))
        .map((args): Expression => ({ type: 'call', name: 'coalesce', args, ...at })),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(
        conditionLeaf,
        fc
          .record({ operator: comparisonOperator, left: fc.oneof(numberLeaf, open), right: literal('number') })
          .map((parts): Expression => ({ type: 'comparison', ...parts, ...at })),
        fc
          .record({
            operator: comparisonOperator,
            left: fc.oneof(open, text),
            right: fc.oneof(literal('string'), open),
          })
          .map((parts): Expression => ({ type: 'comparison', ...parts, ...at })),
        fc
          .record({ operator: fc.constantFrom('=' as const, '!=' as const), left: open, right: fc.boolean() })
          .map(({ right, ...parts }): Expression => ({
            type: 'comparison',
            ...parts,
            right: { type: 'boolean', value: right, ...at },
            ...at,
          })),
        fc
          .record({ operator: fc.constantFrom('=' as const, '!=' as const), left: fc.oneof(open, text, numberLeaf) })
          .map((parts): Expression => ({ type: 'comparison', ...parts, right: { type: 'null', ...at }, ...at })),
        open,
        fc
          .oneof(open, text, numberLeaf)
          .map((arg): Expression => ({ type: 'call', name: 'exists', args: [arg], ...at })),
        fc.constantFrom('number' as const, 'string' as const).chain((type) =>
          fc
            .record({
              negated: fc.boolean(),
              operand: open,
              options: fc.array(literal(type), { minLength: 1, maxLength: 3 }),
            })
            .map((parts): Expression => ({ type: 'membership', ...parts, ...at })),
        ),
      ),
      fc
        .record({ operator: fc.constantFrom('and', 'or'), left: tie('condition'), right: tie('condition') })
        .map((parts): Expression => ({ type: 'logical', ...parts, ...at })),
      tie('condition').map((operand): Expression => ({ type: 'not', operand, ...at })),
      fc
        .record({ operator: comparisonOperator, left: tie('number'), right: tie('number') })
        .filter(({ left, right }) => left.type !== 'property' || right.type !== 'property')
        .map((parts): Expression => ({ type: 'comparison', ...parts, ...at })),
    ),
  }));

const inWhere = grammar({ number: literal('number'), open: property, text: property, condition: property });

const ago = fc.record({ count: fc.integer({ min: 1, max: 4 }), unit: fc.constantFrom('d', 'h', 'm') });
const hoursOf = { d: 24, h: 1, m: 1 / 60 } as const;
const window: fc.Arbitrary<Window | null> = fc.option(
  fc.oneof(
    fc
      .record({ from: ago, until: fc.option(ago) })
      .filter(
        ({ from, until }) => until === null || until.count * hoursOf[until.unit] < from.count * hoursOf[from.unit],
      )
      .map(({ from, until }): Window => ({ type: 'rolling', from, until })),
    fc.constantFrom(...calendarWindows.values()),
    fc.constantFrom('2025-06-14', '2025-06-13').map((date): Window => ({ type: 'since', date })),
    fc
      .record({
        which: fc.constantFrom('first', 'last'),
        event: fc.constantFrom(...eventNames),
        where: fc.option(inWhere.condition, { freq: 2 }),
      })
      .map((parts): Window => ({ type: 'since_event', ...parts, eventSpan: nowhere })),
  ),
);

const aggregateOf = (parts: Omit<Aggregate, 'type' | 'span' | 'eventSpan'>): Expression => ({
  type: 'aggregate',
  ...parts,
  ...(aggregates[parts.name].property === 'none' ? { property: [], attribute: null } : {}),
  eventSpan: nowhere,
  ...at,
});
const aggregate = (names: readonly AggregateName[], within = window): fc.Arbitrary<Expression> =>
  fc
    .record({
      name: fc.constantFrom(...names),
      event: fc.constantFrom(...eventNames),
      property: fc.constantFrom(...propertyPaths),
      attribute,
      where: fc.option(inWhere.condition),
      window: within,
    })
    .map(aggregateOf);

const step = (negated: boolean, within: fc.Arbitrary<Ago | null>): fc.Arbitrary<SequenceStep> =>
  fc
    .record({ event: fc.constantFrom(...eventNames), where: fc.option(inWhere.condition), within })
    .map((parts) => ({ ...parts, negated, eventSpan: nowhere }));
const sequenceOf = (oneStep: typeof step, wait: fc.Arbitrary<Ago>, seen: typeof window): fc.Arbitrary<Expression> =>
  fc
    .record({
      first: oneStep(false, fc.constant(null)),
      others: fc.array(oneStep(false, fc.option(wait)), { minLength: 1, maxLength: 2 }),
      absent: fc.option(oneStep(true, wait)),
      window: seen,
    })
    .map(({ first, others, absent, window: within }) => ({
      type: 'sequence',
      steps: [first, ...others, ...(absent === null ? [] : [absent])],
      window: within,
      ...at,
    }));
const sequence = sequenceOf(step, ago, window);
/** Steps without conditions over two events, some hours apart: true about as often as false. */
export const anyBareSequence = sequenceOf(
  (negated, within) =>
    fc
      .record({ event: fc.constantFrom('order_paid', 'viewed'), within })
      .map((parts) => ({ ...parts, where: null, negated, eventSpan: nowhere })),
  fc.record({ count: fc.integer({ min: 1, max: 60 }), unit: fc.constant('h') }),
  fc.constant(null),
);

const trait = fc.constantFrom(...propertyPaths).map((path): Expression => ({ type: 'trait', path, ...at }));
const audience = fc
  .constantFrom('staff', 'vip-1', 'buyers')
  .map((name): Expression => ({ type: 'in_audience', audience: name, ...at }));

const named = (types: readonly ('tag' | 'has_tag')[]): fc.Arbitrary<Expression> =>
  fc
    .record({ type: fc.constantFrom(...types), tag: fc.constantFrom('tier', 'stage', 'hand "set"') })
    .map((parts) => ({ ...parts, ...at }));
const score = fc.constantFrom('churn', 'next order').map((model): Expression => ({ type: 'score', model, ...at }));
const numeric: readonly AggregateName[] = [
  'count',
  'sum',
  'mean',
  'min',
  'max',
  'distinct',
  'diversity',
  'stddev',
  'days_since',
  'days_since_first',
  'interval_mean',
  'interval_cv',
];
/** Every number of two events that people have many of, all of them or since one of them. */
export const anyBareNumber = fc
  .record({
    name: fc.constantFrom(...numeric, 'favourite', 'first', 'last'),
    event: fc.constantFrom('order_paid', 'viewed'),
    window: fc.option(
      fc
        .record({ which: fc.constantFrom('first', 'last'), event: fc.constantFrom('order_paid', 'viewed') })
        .map((parts): Window => ({ type: 'since_event', ...parts, where: null, eventSpan: nowhere })),
    ),
  })
  .map((parts) => aggregateOf({ ...parts, property: ['amount'], attribute: null, where: null }));
const trend = fc
  .record({ of: aggregate(numeric, fc.constant(null)), length: ago })
  .map((parts): Expression => ({ type: 'trend', ...parts, ...at }));

const ofPerson = grammar({
  number: fc.oneof({ arbitrary: aggregate(numeric), weight: 4 }, trend, score),
  open: fc.oneof(aggregate(['first', 'last', 'favourite']), trait),
  text: named(['tag']),
  condition: fc.oneof(audience, sequence, aggregate(['never']), named(['has_tag'])),
});

export const anyNumber = ofPerson.number;
export const anyCondition = ofPerson.condition;

/** The tree without places, for comparing. */
export const withoutSpans = (ast: Expression): unknown =>
  JSON.parse(JSON.stringify(ast, (key, inner: unknown) => (key === 'span' || key === 'eventSpan' ? undefined : inner)));
