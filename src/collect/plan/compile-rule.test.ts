import { describe, expect, test } from 'vitest';
import { compileRule } from './compile-rule.ts';
import { patternProblem } from './pattern.ts';
import { type EventRule, type PropertyRule, ruleOf } from './rule.ts';
import { eventDefinitionSpecSchema, propertySpecSchema, trackingPlanSpecSchema } from './schemas.ts';
import { codeOf } from './violation.ts';

const aProperty = (name: string, rules: Partial<PropertyRule> = {}): PropertyRule => ({
  name,
  type: 'string',
  required: false,
  personal: 'none',
  shared: false,
  title: undefined,
  ...rules,
});
const aRule = (properties: readonly PropertyRule[], more: Partial<EventRule> = {}): EventRule => ({
  name: 'order_paid',
  mode: 'enforce',
  unknownProperties: 'allow',
  properties,
  ...more,
});
const wrong = (rule: EventRule, properties: Readonly<Record<string, unknown>>): readonly string[] =>
  compileRule(rule).violations(properties).map(codeOf);

describe('an event keeps the plan or what is wrong is named', () => {
  const cases: readonly [string, Partial<PropertyRule>, unknown, string | undefined][] = [
    ['a text', { type: 'string' }, 'x', undefined],
    ['a number where a text is due', { type: 'string' }, 5, 'type:p'],
    ['a number as a text', { type: 'number' }, '5', 'type:p'],
    ['a fraction where a whole number is due', { type: 'integer' }, 1.5, 'type:p'],
    ['3.0 is a whole number', { type: 'integer' }, 3.0, undefined],
    ['a date without a time', { type: 'datetime' }, '2026-02-28', undefined],
    ['a date as people write it', { type: 'datetime' }, '2026/2/28', 'type:p'],
    ['a value that is listed', { values: ['sms', 'push'] }, 'push', undefined],
    ['a value that is not', { values: ['sms', 'push'] }, 'Push', 'values:p'],
    ['below the least', { type: 'number', min: 0 }, -0.01, 'range:p'],
    ['at the least', { type: 'number', min: 0 }, 0, undefined],
    ['characters, not code units', { maxLength: 2 }, '𠮷野', undefined],
    ['too long', { maxLength: 2 }, 'abc', 'length:p'],
    ['too many items', { type: 'list', maxLength: 1 }, [1, 2], 'length:p'],
    ['the whole text must fit a pattern', { pattern: '[A-Z]{2}\\d+' }, 'xAB12', 'pattern:p'],
    ['absent and optional', {}, undefined, undefined],
    ['null is absent', { required: true }, null, 'missing:p'],
    ['an object without content is absent', { type: 'object', required: true }, { a: {} }, 'missing:p'],
  ];
  test.each(cases)('%s', (_what, rules, value, expected) => {
    expect(wrong(aRule([aProperty('p', rules)]), { p: value })).toEqual(expected === undefined ? [] : [expected]);
  });

  test('unknown properties are named only when somebody wants to know', () => {
    expect(wrong(aRule([aProperty('p')]), { p: 'x', q: 1 })).toEqual([]);
    expect(wrong(aRule([aProperty('p')], { unknownProperties: 'observe' }), { z: 1, q: 1 })).toEqual([
      'unknown:q',
      'unknown:z',
    ]);
  });
});

test('a shared property brings its rules to every event that uses it, required where the event says so', () => {
  const shared = new Map([
    [
      'amount',
      {
        name: 'amount',
        title: { zh: '金额', en: 'Amount' },
        spec: propertySpecSchema.parse({ type: 'number', min: 0 }),
      },
    ],
  ]);
  const spec = eventDefinitionSpecSchema.parse({ uses: [{ property: 'amount', required: true }], properties: {} });
  const rule = ruleOf({ name: 'order_paid', spec }, { shared, workspace: trackingPlanSpecSchema.parse({}) });
  expect(rule.mode).toBe('observe');
  expect(wrong(rule, {})).toEqual(['missing:amount']);
  expect(wrong(rule, { amount: -1 })).toEqual(['range:amount']);
});

describe('a pattern both engines read alike and end soon', () => {
  test.each([
    '[A-Z]{2}-\\d{4,6}',
    'a|b',
    '(?:19|20)\\d\\d',
    '\\p{L}+',
    '[一-龥]{2,4}',
    '[^@]+@[^@]+\\.[a-z]{2,}',
    '(?:ab)?c',
  ])('%s is taken', (pattern) => expect(patternProblem(pattern)).toBeUndefined());
  test.each([
    '(a+)+',
    '((a|b)c)*',
    '(?=x)',
    '(a)\\1',
    '(',
    'a*b*c*d*',
    '\\bword',
    '(?<n>a)',
    '(a|b){20}',
    '\\p{Script=Han}+',
    '\\s+',
  ])('%s is refused', (pattern) => expect(patternProblem(pattern)).toBeDefined());
});
