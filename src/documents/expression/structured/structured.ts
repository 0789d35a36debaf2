import type { AggregateName, ArithmeticOperator, ComparisonOperator } from '../ast.ts';
import { aggregates, type LeafName } from '../functions.ts';

/**
 * An expression as objects instead of text, for YAML, the API and the console's builder. docs/expressions.md has each with
 * its twin in the text form. A text anywhere in it is an expression in the text form.
 */
export type Structured = StructuredNode | string | number | boolean | null;

/** Names of what a node is about: `{ count: order_paid }`. Exactly one of `nodeKeys`, and the others it may have. */
export type StructuredNode = { readonly [key: string]: Json };
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An expression as people may write it. */
export type Written = string | StructuredNode;

const arithmetic: readonly ArithmeticOperator[] = ['+', '-', '*', '/'];
const leaves: readonly LeafName[] = ['in_audience', 'tag', 'has_tag', 'score'];
export const testKeys: readonly (ComparisonOperator | 'in' | 'not in')[] = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
];

/** The keys that say what a node is, with those that may stand beside each. `is` may stand beside all. */
export const nodeKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ...['all', 'any', 'not', 'exists', 'coalesce', 'value', 'text', 'property', 'trait', ...leaves, ...arithmetic].map(
    (key): [string, readonly string[]] => [key, []],
  ),
  ...aggregateNames().map((name): [string, readonly string[]] => [
    name,
    aggregates[name].property === 'required' ? ['of', 'where', 'window'] : ['where', 'window'],
  ]),
  ['sequence', ['window']],
  ['trend', ['window']],
]);

function aggregateNames(): readonly AggregateName[] {
  return Object.keys(aggregates).filter((name): name is AggregateName => Object.hasOwn(aggregates, name));
}

export const isObject = (json: Json | undefined): json is StructuredNode =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
