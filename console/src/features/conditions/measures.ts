import { type AggregateName, aggregates } from '../../../../src/documents/expression/language.ts';
import type { Did, Test } from './blocks.ts';
import type { ValueKind } from './words.ts';

/** What can be asked of an event, those asked most first. */
export const measures: readonly AggregateName[] = [
  'count',
  'never',
  'sum',
  'mean',
  'max',
  'min',
  'distinct',
  'days_since',
  'days_since_first',
  'last',
  'first',
  'favourite',
  'interval_mean',
  'interval_cv',
  'diversity',
  'stddev',
];

export const isOfProperty = (measure: AggregateName): boolean => aggregates[measure].property === 'required';

/** What the measure comes to; `first`, `last` and `favourite` come to what the property is. */
export const kindOfMeasure = (measure: AggregateName, property: ValueKind): ValueKind =>
  aggregates[measure].yields === 'use' ? property : 'number';

/** Without such events it is a number all the same. */
export const isAlwaysThere = (measure: AggregateName): boolean =>
  measure === 'count' || measure === 'sum' || measure === 'distinct';

/** The row with another measure, keeping of its comparison what still fits. */
export const withMeasure = (did: Did, measure: AggregateName): Did => {
  const property = isOfProperty(measure) ? did.property : '';
  if (measure === 'never') return { ...did, measure, property, test: null };
  const kind = kindOfMeasure(measure, 'any');
  return { ...did, measure, property, test: fitting(did.test, kind, measure) };
};

const fitting = (test: Test | null, kind: ValueKind, measure: AggregateName): Test => {
  const numeric = kind === 'number';
  const fits = test !== null && test.values.every((value) => !numeric || typeof value === 'number');
  if (fits) return test;
  return numeric ? { operator: '>=', values: measure === 'count' ? [1] : [] } : { operator: '=', values: [] };
};
