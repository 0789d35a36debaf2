import { describe, expect, test } from 'vitest';
import { derivedEventKind } from './kind.ts';

const inspect = (spec: unknown, others: Readonly<Record<string, unknown>> = {}) =>
  derivedEventKind
    .inspect(
      spec,
      { documents: (kind) => new Map(kind === 'DerivedEvent' ? Object.entries(others) : []) },
      { kind: 'DerivedEvent', name: 'own' },
    )
    .problems.map(({ path, message }) => `${path}: ${message.en}`);

describe('a DerivedEvent document', () => {
  test('each of the three shapes is sound', () => {
    expect(inspect({ when: { event: 'page_left', where: 'dwell_ms >= 60000' } })).toEqual([]);
    expect(
      inspect({ sequence: ['a'], notFollowedBy: { event: 'b', within: '30m', sameProperty: 'order_id' } }),
    ).toEqual([]);
    expect(inspect({ of: { event: 'a' }, count: 3, within: '10m' })).toEqual([]);
  });

  test.each([
    ['no shape', {}, 'spec.when: Give one of'],
    ['two shapes', { when: { event: 'a' }, sequence: ['b'] }, 'spec.when: Give one of'],
    ['a later step without within', { sequence: ['a', 'b'] }, 'spec.sequence[1]: Each later step'],
    [
      'an absence after nothing',
      { when: { event: 'a' }, notFollowedBy: { event: 'b', within: '1m' } },
      'spec.notFollowedBy',
    ],
    ['a repetition without count', { of: { event: 'a' }, within: '1m' }, 'spec.of'],
    ['a condition that does not parse', { when: { event: 'a', where: 'n >=' } }, 'spec.when.where'],
    ['an aggregate in a condition', { when: { event: 'a', where: 'count(b) > 1' } }, 'spec.when.where'],
    ['more than 90 days', { sequence: ['a', { event: 'b', within: '91d' }] }, 'spec.sequence'],
    ['a property name that would be SQL', { when: { event: 'a' }, carry: ['a`) --'] }, 'spec.carry[0]'],
  ])('%s is refused with its place', (_, spec, problem) => {
    expect(inspect(spec).join('\n')).toContain(problem);
  });

  test('rules that feed each other in a circle are refused, a chain of them is not', () => {
    expect(inspect({ when: { event: 'own' } })).toEqual([
      'spec.when: Derived events feed each other in a circle: own → own.',
    ]);
    expect(inspect({ when: { event: 'other' } }, { other: { when: { event: 'own' } } })[0]).toContain('circle');
    expect(inspect({ when: { event: 'other' } }, { other: { when: { event: 'a' } } })).toEqual([]);
    const deep = {
      b1: { when: { event: 'a' } },
      b2: { when: { event: 'b1' } },
      b3: { when: { event: 'b2' } },
      b4: { when: { event: 'b3' } },
    };
    expect(inspect({ when: { event: 'b4' } }, deep)[0]).toContain('four deep');
  });
});
