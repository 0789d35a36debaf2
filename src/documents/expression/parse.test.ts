import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Expression } from './ast.ts';
import { format } from './format.ts';
import { limits } from './limits.ts';
import { parse } from './parse.ts';
import { renderProblem } from './problem.ts';
import { anyCondition, anyNumber, withoutSpans } from './testing.ts';

const tree = (text: string): Expression => {
  const parsed = parse(text);
  if (parsed.type === 'failed') throw new Error(renderProblem(text, parsed.problem));
  return parsed.ast;
};

const failure = (text: string) => {
  const parsed = parse(text);
  if (parsed.type === 'parsed') throw new Error(`parsed: ${format(parsed.ast)}`);
  return parsed.problem;
};

describe('parse', () => {
  test('reads back the canonical text of any tree as the same tree', () => {
    fc.assert(
      fc.property(fc.oneof(anyNumber, anyCondition), (ast) => {
        expect(withoutSpans(tree(format(ast)))).toEqual(withoutSpans(ast));
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, whatever the text', () => {
    const pieces = [
      'count',
      '(',
      ')',
      'a',
      '.',
      '"x"',
      'where',
      'and',
      'not',
      'in',
      '>=',
      '-',
      '3',
      '90d',
      ',',
      '`b`',
      '"',
      '\\',
      'null',
      '＞',
    ];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.constantFrom(...pieces)).map((all) => all.join(' ')),
        ),
        (text) => {
          expect(['parsed', 'failed']).toContain(parse(text).type);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['count(a)+2*3', 'count(a) + 2 * 3'],
    ['(count(a)+2)*3', '(count(a) + 2) * 3'],
    ['1-(2-3)', '1 - (2 - 3)'],
    ['1-2-3', '1 - 2 - 3'],
    ['NOT count(a)=1 AND exists(trait(b)) or TRUE', 'not count(a) = 1 and exists(trait("b")) or true'],
    ['not (count(a)=1 and true)', 'not (count(a) = 1 and true)'],
    ['count(order_paid where amount>=300,90d)', 'count(order_paid where amount >= 300, 90d)'],
    ['count(a where c not in (\'x\',"y"))', 'count(a where c not in ("x", "y"))'],
    ['sequence(a where b>1 THEN not c within 30m, 9d)', 'sequence(a where b > 1 then not c within 30m, 9d)'],
    ['count(a, This_Month)', 'count(a, this_month)'],
    ['count(a, since "2026-11-01")', 'count(a, since "2026-11-01")'],
    ['count(a, 60d .. 30d)', 'count(a, 60d..30d)'],
    ['count("Order Completed") # orders', 'count("Order Completed")'],
    ['sum(订单.金额)', 'sum(订单.金额)'],
    ['count(a, Since LAST b where c>1)', 'count(a, since last b where c > 1)'],
    ['count(a, since first "b c")', 'count(a, since first "b c")'],
    ['favourite(a.product_id -> `unit price`)', 'favourite(a.product_id->`unit price`)'],
    ['count(a where store.id->city="x")', 'count(a where store.id->city = "x")'],
    ['trend(sum(a.b)/count(a),30d)', 'trend(sum(a.b) / count(a), 30d)'],
    [
      'not never(a,9d) and has_tag(vip) and tag(t)="x" or score(m)>0.5',
      'not never(a, 9d) and has_tag("vip") and tag("t") = "x" or score("m") > 0.5',
    ],
  ])('%s is written canonically as %s', (text, canonical) => {
    expect(format(tree(text))).toBe(canonical);
  });

  test('freezes every node', () => {
    const ast = tree('count(a where b in (1)) > 2');
    expect(Object.isFrozen(ast) && ast.type === 'comparison' && Object.isFrozen(ast.left)).toBe(true);
  });

  test.each([
    ['1 + * 2', 'expected', 1, 5],
    ['sum(order_paid)', 'property_needed', 1, 5],
    ['count(order_paid.amount)', 'property_unwanted', 1, 7],
    ['count(a) > 2\n  and cnt(b) > 1', 'unknown_function', 2, 7],
    ['amount > 3', 'bare_name', 1, 1],
    ['count(a where count(b) > 1)', 'nested_aggregate', 1, 15],
    ['count(a) < 2 < 3', 'chained_comparison', 1, 14],
    ['count(a， 90d)', 'full_width', 1, 8],
    ['count(a, 0d)', 'bad_window', 1, 10],
    ['count(a, 9999d)', 'bad_window', 1, 10],
    ['count(a, 1.5d)', 'bad_window', 1, 10],
    ['count(a, 30d..60d)', 'backward_window', 1, 10],
    ['count(a, since "2026-02-30")', 'bad_date', 1, 16],
    ['count(a, next_month)', 'expected', 1, 10],
    ['sequence(a)', 'bad_sequence', 1, 1],
    ['sequence(a within 1d then b)', 'bad_sequence', 1, 1],
    ['sequence(a then not b then c)', 'bad_sequence', 1, 1],
    ['sequence(a then not b)', 'bad_sequence', 1, 1],
    ['sequence(a then count(b))', 'expected', 1, 22],
    ['count(a, 30d..30d)', 'backward_window', 1, 10],
    ['trait("a`b")', 'bad_name', 1, 7],
    ['count(a, since b)', 'expected', 1, 16],
    ['count(a, since last)', 'expected', 1, 20],
    ['count(a where b->)', 'expected', 1, 18],
    ['count(a->b)', 'expected', 1, 8],
    ['trend(count(a))', 'expected', 1, 15],
    ['trend(count(a), 3000d)', 'bad_window', 1, 17],
    ['tag()', 'expected', 1, 5],
    ['count(a where has_tag(b))', 'nested_aggregate', 1, 15],
    ['"open', 'open_string', 1, 1],
    ['1e400', 'bad_number', 1, 1],
    ['count(a) > 1 count(b)', 'expected', 1, 14],
    ['exists()', 'too_few_arguments', 1, 1],
    ['', 'expected', 1, 1],
  ])('%s: %s at %i:%i', (text, code, line, column) => {
    const { code: found, span, message } = failure(text);
    expect([found, span.start.line, span.start.column]).toEqual([code, line, column]);
    expect(message.en.length > 10 && /\p{Script=Han}/u.test(message.zh)).toBe(true);
  });

  test('refuses what would overflow the stack of parser or database', () => {
    expect(failure('('.repeat(limits.depth + 1)).code).toBe('too_deep');
    expect(failure(`${'1+'.repeat(limits.depth + 1)}1`).code).toBe('too_deep');
    expect(failure('x'.repeat(limits.textLength + 1)).code).toBe('too_long');
  });
});
