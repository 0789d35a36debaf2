import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  check,
  type Expression,
  format,
  fromStructured,
  isError,
  parse,
  toStructured,
} from '../../../../src/documents/expression/language.ts';
import { anyCondition } from '../../../../src/documents/expression/testing.ts';
import type { Block, Group, Row } from './blocks.ts';
import { blocksOf, judgeBlocks } from './judge.ts';
import { readBlocks } from './read-blocks.ts';
import { writeBlocks } from './write-blocks.ts';

const counter = () => {
  let n = 0;
  return () => `b${(n += 1)}`;
};
const blocksFrom = (text: string): Group => {
  const read = blocksOf(text, counter());
  if (read.type === 'failed') throw new Error(read.problem.message.en);
  return read.group;
};
const rowsOf = (block: Block): readonly Row[] => (block.type === 'group' ? block.parts.flatMap(rowsOf) : [block]);
const shape = (text: string): readonly string[] => rowsOf(blocksFrom(text)).map(({ type }) => type);

/** What the checker makes of it: the meaning, whatever words were chosen. */
const meaningOf = (ast: Expression): unknown => check(ast, {}, 'boolean').typed;

const page = readFileSync(new URL('../../../../docs/expressions.md', import.meta.url), 'utf8');
const spans = page.replaceAll(/``.+?``|```/g, '').matchAll(/`([^`\n]+)`|^ {4}(.+)$/gm);
const conditions = [...spans].flatMap(([, inline, indented]) => {
  const text = inline ?? indented ?? '';
  const parsed = parse(text);
  const sound = parsed.type === 'parsed' && !check(parsed.ast, {}, 'boolean').problems.some(isError);
  return sound && !/^(?:\w+|"[^"]*")$/.test(text) ? [text] : [];
});

describe('blocks', () => {
  test.each(conditions)('docs/expressions.md: %s means the same by blocks', (text) => {
    const judged = judgeBlocks(blocksFrom(text), {});
    expect(judged.problems).toEqual([]);
    const [before, after] = [parse(text), parse(judged.text)];
    if (before.type === 'failed' || after.type === 'failed') throw new Error(judged.text);
    expect(meaningOf(after.ast)).toEqual(meaningOf(before.ast));
  });

  test('docs/expressions.md has conditions of every kind', () => {
    expect(conditions.length).toBeGreaterThan(40);
  });

  test('keep the meaning of any condition, and the text they say reads as the same blocks', () => {
    fc.assert(
      fc.property(anyCondition, (ast) => {
        const group = readBlocks(toStructured(ast), counter());
        const { structured, unfinished } = writeBlocks(group);
        expect(unfinished).toEqual([]);
        const read = fromStructured(structured ?? '');
        if (read.type === 'failed') throw new Error(`${format(ast)}: ${read.problem.message.en}`);
        expect(meaningOf(read.ast), format(ast)).toEqual(meaningOf(ast));
        // what is shown after saving is what was shown before
        expect(readBlocks(toStructured(read.ast), counter())).toEqual(group);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['count(order_paid where amount >= 300, 90d) >= 2 and not in_audience("staff")', ['did', 'audience']],
    ['never(order_paid, 90d) or days_since(order_paid) > 30', ['did', 'did']],
    ['not days_since(order_paid) <= 30', ['did']],
    ['sum(order_paid.amount, this_month) >= 1000', ['did']],
    [
      'count(a, since last b) > 0 and count(a, since "2026-11-01") > 0 and count(a, 60d..30d) = 0',
      ['did', 'did', 'did'],
    ],
    ['favourite(order_paid.product_id->category) in ("fridge", "oven")', ['did']],
    ['count(a where x = 1 or exists(y)) >= 1', ['did']],
    ['tag("life_cycle") in ("mature", "dormant") and has_tag("vip")', ['tag', 'tag']],
    ['trait("city") not in ("北京", "上海") and trait("x") = null and score("m") >= -0.5', ['trait', 'trait', 'score']],
    ['sequence(product_viewed then cart_added within 1d then not order_paid within 7d, 30d)', ['sequence']],
    ['not (has_tag("a") or has_tag("b")) and not (has_tag("c") and has_tag("d"))', ['tag', 'tag', 'tag', 'tag']],
    // what has no sentence is text
    ['count(order_placed, 1d) > count(order_paid, 1d) and has_tag("a")', ['text', 'tag']],
    ['trend(count(order_paid), 30d) < 0', ['text']],
    ['true', ['text']],
  ])('%s is read as %j', (text, rows) => {
    expect(shape(text)).toEqual(rows);
  });

  test('conditions on properties that are more than a list stay as text, inside their row', () => {
    const [row] = rowsOf(blocksFrom('count(a where (x = 1 or y = 2) and z > w, 7d) > 0'));
    expect(row).toMatchObject({ type: 'did', where: { type: 'text', text: '(x = 1 or y = 2) and z > w' } });
  });

  test('rows that are not filled in are left out and named, and an empty builder says nothing', () => {
    const group = blocksFrom('has_tag("a") and in_audience("b")');
    const [first, second] = rowsOf(group);
    if (first?.type !== 'tag' || second === undefined) throw new Error('rows');
    const judged = judgeBlocks({ ...group, parts: [{ ...first, name: '' }, second] }, {});
    expect(judged).toMatchObject({ state: 'unfinished', text: 'in_audience("b")', unfinished: [first.id] });
    expect(judgeBlocks({ ...group, parts: [] }, {})).toMatchObject({ state: 'empty', text: '' });
  });

  test('a problem is told at the row it belongs to, also behind rows that are left out', () => {
    const group = blocksFrom('has_tag("a") and not (in_audience("b") or sum(x.amount) >= 1)');
    const [first, second, third] = rowsOf(group);
    if (first?.type !== 'tag' || second === undefined || third?.type !== 'did') throw new Error('rows');
    const parts = [
      { ...first, name: '' },
      { ...group, id: 'inner', join: 'none', parts: [second, { ...third, test: { operator: '>=', values: ['x'] } }] },
    ] satisfies Block[];
    const judged = judgeBlocks({ ...group, parts }, { audiences: new Set(['c']) });
    expect(judged.problems.map(({ id, problem }) => [id, problem.code])).toEqual([
      [second.id, 'unknown_audience'],
      [third.id, 'different_types'],
    ]);
  });

  test('text written by hand is refused at its row when it cannot be read', () => {
    const group = blocksFrom('has_tag("a") and true');
    const [tag, text] = rowsOf(group);
    if (tag === undefined || text?.type !== 'text') throw new Error('rows');
    const judged = judgeBlocks({ ...group, parts: [tag, { ...text, text: 'count(order_paid' }] }, {});
    expect(judged.state).toBe('wrong');
    expect(judged.problems.map(({ id }) => id)).toEqual([text.id]);
  });
});
