import { expect, test } from 'vitest';
import { type UsingDocument, usesOf } from './uses.ts';

const document = (kind: string, name: string, ...to: readonly [string, string][]): UsingDocument => ({
  kind,
  name,
  title: { zh: name, en: name },
  to: to.map(([toKind, toName]) => ({ kind: toKind, name: toName })),
});
const documents = [
  document('Audience', 'loyal', ['Tag', 'likely']),
  document('Tag', 'likely', ['Model', 'repurchase']),
  document('Program', 'winback', ['Model', 'repurchase']),
  document('Model', 'repurchase', ['Feature', 'orders-90d']),
  document('Model', 'churn'),
];
const names = (feature: string, fromAll: readonly string[]): readonly string[] =>
  usesOf(feature, documents, new Set(fromAll)).map(({ kind, name }) => `${kind} ${name}`);

test('a feature is used by its model, and by all that leans on the model', () => {
  expect(names('orders-90d', [])).toEqual(['Model repurchase', 'Tag likely', 'Program winback', 'Audience loyal']);
});

test('a model of all features uses each', () => {
  expect(names('views-7d', ['churn'])).toEqual(['Model churn']);
});

test('documents that lean on each other in a circle are each named once', () => {
  const circle = [document('Tag', 'a', ['Tag', 'b'], ['Feature', 'f']), document('Tag', 'b', ['Tag', 'a'])];
  expect(usesOf('f', circle, new Set()).map(({ name }) => name)).toEqual(['a', 'b']);
});
