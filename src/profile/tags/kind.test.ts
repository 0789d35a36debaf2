import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { CheckContext } from '#documents';
import { audienceKind } from '../kinds.ts';
import { tagKind } from './kind.ts';
import { tagTemplates } from './templates.ts';

const contextOf = (documents: Readonly<Record<string, Readonly<Record<string, unknown>>>>): CheckContext => ({
  documents: (kind) => new Map(Object.entries(documents[kind] ?? {})),
});
const inspect = (spec: unknown, documents: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {}) => {
  const all = { ...documents, Tag: { ...documents['Tag'], it: spec } };
  return tagKind.inspect(spec, contextOf(all), { kind: 'Tag', name: 'it' });
};
const errors = (spec: unknown, documents = {}): readonly string[] =>
  inspect(spec, documents)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message.en}`);

describe('the kind Tag', () => {
  test.each(tagTemplates({ event: 'Order Completed', amount: 'total price' }))(
    'the template $name is sound',
    ({ yaml }) => {
      const { spec } = parseYaml(yaml);
      expect(inspect(spec).problems).toEqual([]);
    },
  );

  test('what its expressions lean on is referred to with the place', () => {
    const spec = {
      type: 'rule',
      values: [{ value: 'a', when: 'in_audience(buyers) and has_tag(vip) and score(churn) > 0.5' }],
    };
    const path = 'spec.values[0].when';
    expect(inspect(spec).references).toEqual([
      { kind: 'Audience', name: 'buyers', path },
      { kind: 'Tag', name: 'vip', path },
      { kind: 'Model', name: 'churn', path },
    ]);
    expect(inspect({ type: 'predicted', model: 'churn', bands: [{ value: 'x' }] }).references).toEqual([
      { kind: 'Model', name: 'churn', path: 'spec.model' },
    ]);
  });

  test('a circle is named, through audiences too, from whichever end it is closed', () => {
    const rule = (when: string) => ({ type: 'rule', values: [{ value: 'x', when }] });
    const other = { Audience: { people: { condition: 'tag(it) = "x"' } } };
    expect(errors(rule('in_audience(people)'), other)).toEqual([
      expect.stringContaining('tag "it" → audience "people" → tag "it"'),
    ]);
    const context = contextOf({ ...other, Tag: { it: rule('in_audience(people)') } });
    expect(
      audienceKind.inspect({ condition: 'tag(it) = "x"' }, context, { kind: 'Audience', name: 'people' }).problems,
    ).toEqual([expect.objectContaining({ path: 'spec.condition' })]);
  });

  test.each([
    [
      {
        type: 'ranked',
        by: 'count(x)',
        shares: [{ value: 'a', top: '20%' }, { value: 'b', top: '5%' }, { value: 'c' }],
      },
      'spec.shares[1].top',
    ],
    [{ type: 'ranked', by: 'count(x)', shares: [{ value: 'a' }, { value: 'b' }] }, 'spec.shares[0].top'],
    [
      {
        type: 'ranked',
        by: 'count(x)',
        shares: [
          { value: 'a', top: '20%' },
          { value: 'b', top: '50%' },
        ],
      },
      'spec.shares[1].top',
    ],
    [{ type: 'ranked', by: 'count(x) > 1', shares: [{ value: 'a', top: '20%' }, { value: 'b' }] }, 'spec.by'],
    [
      {
        type: 'predicted',
        model: 'm',
        bands: [
          { value: 'a', atLeast: 0.2 },
          { value: 'b', atLeast: 0.5 },
        ],
      },
      'spec.bands[1].atLeast',
    ],
    [{ type: 'rule', values: [{ value: 'a', when: 'count(x)' }] }, 'spec.values[0].when'],
    [{ type: 'given', values: [{ value: 'a' }, { value: 'a' }] }, 'spec.values'],
    [{ type: 'given', category: '/x' }, 'spec.category'],
    [{ type: 'given', category: { zh: '甲/乙', en: 'a' } }, 'spec.category'],
  ])('%j is refused at %s', (spec, path) => {
    expect(errors(spec).map((text) => text.split(':')[0])).toEqual([path]);
  });
});
