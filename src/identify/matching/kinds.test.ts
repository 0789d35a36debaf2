import { describe, expect, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { parseYaml } from '#documents';
import { matchRuleKind } from './kinds.ts';

const context = { documents: () => new Map<string, unknown>() };
const key = { kind: 'MatchRule', name: 'people' };
const fields = [
  { name: 'name', compare: { type: 'jaro_winkler' } },
  { name: 'born', compare: { type: 'date' } },
];
const problemsOf = (spec: unknown): readonly string[] =>
  matchRuleKind.inspect(spec, context, key).problems.map(({ severity, path }) => `${severity} ${path}`);

describe('a MatchRule', () => {
  test('is off unless it says otherwise, and leaves accepting to people', () => {
    const parsed = matchRuleKind.parse({ fields, blocking: [[{ fields: ['name'] }]] });
    expect(parsed).toMatchObject({
      type: 'valid',
      spec: { enabled: false, accept: 'review', thresholds: { match: 0.95, review: 0.3 } },
    });
  });

  test('names the place of an unknown field, of a double name and of thresholds that cross', () => {
    expect(
      problemsOf({
        fields: [...fields, { name: 'name', compare: { type: 'exact' }, exchangedWith: 'surname' }],
        blocking: [[{ fields: ['born'] }], [{ fields: ['nmae'] }]],
        thresholds: { match: 0.5, review: 0.6 },
      }),
    ).toEqual([
      'error spec.fields[2].exchangedWith',
      'error spec.blocking[1][0].fields',
      'error spec.fields[2].name',
      'error spec.thresholds.review',
    ]);
  });

  test('warns of a field that no rule leaves free, because it cannot be learned', () => {
    expect(
      problemsOf({ fields, blocking: [[{ fields: ['name'] }, { fields: ['born'] }], [{ fields: ['name'] }]] }),
    ).toEqual(['warning spec.fields[0]']);
  });

  test('takes no name that could leave its place in SQL', () => {
    for (const trait of ['a`b', 'a\\b', "a'b", '']) {
      const spec = { fields: [{ ...fields[0], from: { trait } }, fields[1]], blocking: [[{ fields: ['name'] }]] };
      expect(matchRuleKind.parse(spec).type).toBe('invalid');
    }
  });

  test.each(readdirSync('examples/matching'))('%s is sound', (file) => {
    const [document] = parseYaml(readFileSync(`examples/matching/${file}`, 'utf8')).documents;
    expect(matchRuleKind.parse(document?.spec).type).toBe('valid');
    expect(problemsOf(document?.spec)).toEqual([]);
  });
});
