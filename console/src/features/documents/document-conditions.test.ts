import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { conditionSchema } from '../../../../src/documents/schemas.ts';
import { audienceSpecSchema } from '../../../../src/profile/schemas.ts';
import { tagSpecSchema } from '../../../../src/profile/tags/schemas.ts';
import { programSpecSchema } from '../../../../src/loop/schemas.ts';
import { conditionsIn, withCondition } from './document-conditions.ts';

const schemaOf = (spec: z.ZodType): unknown => z.toJSONSchema(spec, { io: 'input', unrepresentable: 'any' });
const pathsIn = (yaml: string, spec: z.ZodType) =>
  conditionsIn(yaml, schemaOf(spec)).map(({ path, text }) => [path, text]);

const tag = `kind: Tag
name: stage
spec:
  type: rule # by hand
  values:
    - value: new
      when: count(order_paid) = 1
    - { value: lost, when: "days_since(order_paid) > 90" }
    - value: odd
      when:
        any:
          - { has_tag: vip }
          - in_audience: staff
  otherwise: { value: other }
`;

describe('conditions in a document', () => {
  test('are found by the kind’s schema, in lists and variants, as text or as objects', () => {
    expect(pathsIn(tag, tagSpecSchema)).toEqual([
      ['spec.values[0].when', 'count(order_paid) = 1'],
      ['spec.values[1].when', 'days_since(order_paid) > 90'],
      ['spec.values[2].when', 'has_tag("vip") or in_audience("staff")'],
    ]);
    expect(pathsIn('spec:\n  who:\n    condition: count(a) > 1\n', programSpecSchema)).toEqual([
      ['spec.who.condition', 'count(a) > 1'],
    ]);
    expect(pathsIn('spec:\n  condition: ""\n', audienceSpecSchema)).toEqual([['spec.condition', '']]);
    expect(pathsIn('spec:\n  condition:\n', audienceSpecSchema)).toEqual([['spec.condition', '']]);
  });

  test('are not looked for in what is no YAML, or has none', () => {
    expect(pathsIn('spec: { condition: ', audienceSpecSchema)).toEqual([]);
    expect(pathsIn('spec: {}', audienceSpecSchema)).toEqual([]);
    expect(pathsIn('', audienceSpecSchema)).toEqual([]);
  });

  const next = 'count("Order, paid": x) >= 2'.replace(': x', '');
  test.each([0, 1, 2])('value %i of a tag gets another one, and nothing else changes', (index) => {
    const steps = ['spec', 'values', index, 'when'] as const;
    const changed = withCondition(tag, steps, next);
    const [before, after] = [parse(tag), parse(changed)];
    const { when } = after.spec.values[index];
    expect(index === 2 ? when : [when]).toEqual(index === 2 ? { count: 'Order, paid', is: { '>=': 2 } } : [next]);
    expect({ ...after, spec: { ...after.spec, values: [] } }).toEqual({
      ...before,
      spec: { ...before.spec, values: [] },
    });
    expect(changed).toContain('type: rule # by hand');
    expect(conditionsIn(changed, schemaOf(tagSpecSchema))[index]?.text).toBe(next);
  });

  test.each([
    'spec:\n  condition: a\n  remark: b\n',
    'spec:\n  condition: >-\n    count(a) > 1\n    and true\n  remark: b\n',
    'spec:\n  condition: |\n    count(a) > 1\n\n  remark: b\n',
    'spec:\n  condition:\n  remark: b\n',
    'spec:\n  condition: ""\n  remark: b\n',
    'spec: { condition: a, remark: b }\n',
    'spec: { condition: { has_tag: a }, remark: b }\n',
    'spec:\n  condition:\n    has_tag: a\n  remark: b\n',
    'spec:\n  condition:\n    all:\n      - has_tag: a\n      - has_tag: b # why\n  # of it\n  remark: b\n',
    'spec:\n  remark: b\n  condition: a',
  ])('%j takes another condition and stays whole', (yaml) => {
    for (const text of [next, 'tag("x") = "a: b # c"', 'not (has_tag("a") or has_tag("b"))']) {
      const changed = withCondition(yaml, ['spec', 'condition'], text);
      expect(
        conditionsIn(changed, schemaOf(audienceSpecSchema)).map((field) => field.text),
        changed,
      ).toEqual([text]);
      expect(parse(changed).spec.remark).toBe('b');
    }
  });

  test('a condition keeps its mark when it is optional or described', () => {
    expect(z.toJSONSchema(z.object({ a: conditionSchema.optional().describe('who') }))).toMatchObject({
      properties: { a: { format: 'condition', description: 'who' } },
    });
  });
});
