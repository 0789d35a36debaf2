import type { AggregateName, CallName, Window } from './ast.ts';

/** What an aggregate is about, and what it yields. One table for parser, checker, engines and documentation. */
export type AggregateFacts = {
  /** `required`: written `sum(event.property)`; `none`: written `count(event)`. */
  readonly property: 'required' | 'none';
  /** The type the property is read as; `use` is decided by what the result is compared with. */
  readonly reads: 'number' | 'string' | 'use';
  readonly yields: 'number' | 'boolean' | 'use';
};

export const aggregates: Readonly<Record<AggregateName, AggregateFacts>> = {
  count: { property: 'none', reads: 'number', yields: 'number' },
  sum: { property: 'required', reads: 'number', yields: 'number' },
  mean: { property: 'required', reads: 'number', yields: 'number' },
  min: { property: 'required', reads: 'number', yields: 'number' },
  max: { property: 'required', reads: 'number', yields: 'number' },
  distinct: { property: 'required', reads: 'string', yields: 'number' },
  first: { property: 'required', reads: 'use', yields: 'use' },
  last: { property: 'required', reads: 'use', yields: 'use' },
  favourite: { property: 'required', reads: 'use', yields: 'use' },
  diversity: { property: 'required', reads: 'string', yields: 'number' },
  stddev: { property: 'required', reads: 'number', yields: 'number' },
  days_since: { property: 'none', reads: 'number', yields: 'number' },
  days_since_first: { property: 'none', reads: 'number', yields: 'number' },
  interval_mean: { property: 'none', reads: 'number', yields: 'number' },
  interval_cv: { property: 'none', reads: 'number', yields: 'number' },
  never: { property: 'none', reads: 'number', yields: 'boolean' },
};

export const calls: Readonly<Record<CallName, { readonly leastArguments: number; readonly mostArguments: number }>> = {
  exists: { leastArguments: 1, mostArguments: 1 },
  coalesce: { leastArguments: 2, mostArguments: 8 },
};

/** Leaves that name something published beside the expression, each `leaf("name")`. */
export const leaves = ['in_audience', 'tag', 'has_tag', 'score'] as const;
export type LeafName = (typeof leaves)[number];
export const isLeafName = (name: string): name is LeafName => leaves.some((leaf) => leaf === name);

export const isAggregateName = (name: string): name is AggregateName => Object.hasOwn(aggregates, name);
export const isCallName = (name: string): name is CallName => Object.hasOwn(calls, name);
export const functionNames: readonly string[] = [
  ...Object.keys(aggregates),
  ...Object.keys(calls),
  'sequence',
  'trend',
  'trait',
  ...leaves,
];

/** Windows by the calendar, by the word that stands for them. */
export const calendarWindows: ReadonlyMap<string, Extract<Window, { type: 'calendar' }>> = new Map(
  (
    [
      ['today', 'day', 0],
      ['yesterday', 'day', 1],
      ['this_week', 'week', 0],
      ['last_week', 'week', 1],
      ['this_month', 'month', 0],
      ['last_month', 'month', 1],
      ['this_quarter', 'quarter', 0],
      ['last_quarter', 'quarter', 1],
      ['this_year', 'year', 0],
      ['last_year', 'year', 1],
    ] as const
  ).map(([word, unit, back]) => [word, { type: 'calendar', unit, back }]),
);
