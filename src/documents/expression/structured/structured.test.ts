import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { format } from '../format.ts';
import { anyCondition, anyNumber, withoutSpans } from '../testing.ts';
import { fromStructured } from './from-structured.ts';
import type { Structured } from './structured.ts';
import { toStructured } from './to-structured.ts';

const textOf = (structured: Structured): string => {
  const read = fromStructured(structured);
  return read.type === 'parsed' ? format(read.ast) : `${read.path}: ${read.problem.code} ${read.problem.message.en}`;
};

describe('the structured form', () => {
  test('says any tree and gives the same tree back, also by way of JSON', () => {
    fc.assert(
      fc.property(fc.oneof(anyNumber, anyCondition), (ast) => {
        const json: Structured = JSON.parse(JSON.stringify(toStructured(ast)));
        const read = fromStructured(json);
        expect(read.type === 'parsed' ? withoutSpans(read.ast) : read, JSON.stringify(json)).toEqual(withoutSpans(ast));
        expect(toStructured(ast)).toEqual(json);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[Structured, string]>([
    [
      {
        all: [
          { count: 'order_paid', where: { amount: { '>=': 300 } }, window: '90d', is: { '>=': 2 } },
          { not: { in_audience: 'staff' } },
        ],
      },
      'count(order_paid where amount >= 300, 90d) >= 2 and not in_audience("staff")',
    ],
    [{ sum: 'ship.fee', of: 'Order Paid' }, 'sum("Order Paid".ship.fee)'],
    [{ favourite: 'product_id->category', of: 'a', is: ['x', 'y'] }, 'favourite(a.product_id->category) in ("x", "y")'],
    [
      { count: 'a', where: { b: 'x', c: { '>': 1, '<=': 5 }, d: null } },
      'count(a where b = "x" and c > 1 and c <= 5 and d = null)',
    ],
    [{ count: 'a', where: { any: [{ property: 'b', is: true }, 'c >= 3'] } }, 'count(a where b = true or c >= 3)'],
    [{ count: 'a', window: 'since last b' }, 'count(a, since last b)'],
    [{ count: 'a', window: { since: 'first', event: 'b', where: { c: 1 } } }, 'count(a, since first b where c = 1)'],
    [{ count: 'a', window: 'since 2026-11-01' }, 'count(a, since "2026-11-01")'],
    [{ trend: { count: 'a' }, window: '30d', is: { '<': -0.5 } }, 'trend(count(a), 30d) < -0.5'],
    [{ tag: 'tier', is: ['L1', 'L2'] }, 'tag("tier") in ("L1", "L2")'],
    [{ '/': [{ count: 'a' }, { count: 'b' }], is: { '>': { score: 'm' } } }, 'count(a) / count(b) > score("m")'],
    [
      { sequence: [{ event: 'a' }, { event: 'b', within: '30m', not: true }], window: '1d' },
      'sequence(a then not b within 30m, 1d)',
    ],
    [{ all: ['count(a) > 1 or true', { has_tag: 'x' }] }, '(count(a) > 1 or true) and has_tag("x")'],
    [{ value: 'count(a) - 1', is: 2 }, 'count(a) - 1 = 2'],
    ['count(a) > 1', 'count(a) > 1'],
  ])('%j reads %s', (structured, text) => {
    expect(textOf(structured)).toBe(text);
  });

  test.each<[Structured, string]>([
    [{ all: [{ count: 'a', is: { '~': 1 } }] }, 'all[0].is: bad_structure'],
    [{ count: 'a', of: 'b' }, 'of: bad_structure'],
    [{ cuont: 'a' }, ': bad_structure'],
    [{ all: [{ not: 'count(a' }] }, 'all[0].not: expected'],
    [{ all: ['count(a)', '1) or (2'] }, 'all[1]: expected'],
    [{ sum: 'x' }, 'of: bad_structure'],
    [{ sum: '', of: 'a' }, 'sum: bad_structure'],
    [{ any: [] }, 'any: bad_structure'],
    [{ any: [{ count: 'a', window: '0d' }, true] }, 'any[0].window: bad_window'],
    [{ any: [{ count: 'a', window: '1d) or (true' }, true] }, 'any[0].window: bad_structure'],
    [{ count: 'a', where: { b: { count: 'c' } } }, 'where.b: bad_structure'],
    [{ count: 'a', where: { count: 'c' } }, 'where: nested_aggregate'],
    [{ sequence: [{ event: 'a' }, { event: 'b', not: true }] }, 'bad_sequence'],
    [{ sequence: [{ event: 'a', whiten: '3d' }, { event: 'b' }] }, 'sequence[0].whiten: bad_structure'],
    [{ tag: 't', is: [true] }, 'is[0]: bad_structure'],
    [{ property: 'amount', is: 3 }, 'bare_name'],
    [Array.from({ length: 200 }).reduce<Structured>((inner) => ({ not: inner }), true), 'too_deep'],
  ])('%j is refused at its place', (structured, problem) => {
    expect(textOf(structured)).toContain(problem);
  });

  test('nothing people send breaks the reader', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        // jsonValue's own type is unknown to ours, whatever it holds
        const structured: Structured = JSON.parse(JSON.stringify(json));
        expect(['parsed', 'failed']).toContain(
          fromStructured({ all: [structured, { count: 'a', where: structured }] }).type,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('says which part a problem found later came from', () => {
    const read = fromStructured({
      all: [
        { count: 'a', is: { '>': 1 } },
        { count: 'b', is: 'x' },
      ],
    });
    const part = read.type === 'parsed' && read.ast.type === 'logical' && read.placeOf(read.ast.right.span);
    expect(part).toBe('all[1].is');
  });
});
