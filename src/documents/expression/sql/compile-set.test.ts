import { describe, expect, test } from 'vitest';
import { parseExpression } from '../parse-expression.ts';
import { compileCondition, compileSet } from './compile-set.ts';

const outputs = (...texts: readonly string[]) =>
  texts.map((text, i) => ({ name: `f${i}`, expression: parseExpression(text) }));

describe('compileSet', () => {
  test('reads the log once for several features that share aggregates', () => {
    const compiled = compileSet({
      outputs: outputs(
        'count(order_paid, 90d)',
        'sum(order_paid.amount) / count(order_paid, 90d)',
        'days_since(order_paid)',
      ),
      where: parseExpression('count(order_paid, 90d) >= 2'),
    });
    expect(compiled.atoms).toHaveLength(3);
    expect(compiled.sql).toMatchSnapshot();
    expect(compiled.params).toEqual({ p0: 'order_paid', p1: 7_776_000_000, p2: ['order_paid'], p3: 2 });
  });

  test('writes conditions on properties with typed parameters', () => {
    const { sql, params } = compileCondition(
      parseExpression(
        'count(order_paid where amount >= 300 and category in ("fridge", "it\'s") and coupon_code = null, 30d) > 0',
      ),
    );
    expect(sql).toMatchSnapshot();
    expect(params).toMatchObject({ p3: ['fridge', "it's"] });
  });

  test('bounds the scan in time only when every aggregate has a window', () => {
    const bounded = compileCondition(parseExpression('count(a, 2d) + count(b, 7d) > 1'));
    expect(bounded.sql).toContain("AND ts >= {as_of:DateTime64(3, 'UTC')} - toIntervalMillisecond({p3:Int64})\n");
    expect(bounded.params).toMatchObject({ p3: 7 * 86_400_000 });
    expect(compileCondition(parseExpression('count(a, 2d) + count(b) > 1')).sql.match(/ts >= /g)).toHaveLength(1);
  });

  test('looks at everybody when the condition can hold without events', () => {
    expect(compileCondition(parseExpression('count(a) = 0')).sql).not.toContain('name IN');
    expect(compileCondition(parseExpression('count(a) > 0')).sql).toContain('name IN');
    const people = () => ({ sql: 'SELECT 1', params: {} });
    const score = () => ({ sql: 'SELECT 1', params: {} });
    const meanings = { audience: () => ({ type: 'people', people }) as const, score };
    const sqlOf = (text: string): string => compileCondition(parseExpression(text), { meanings }).sql;
    expect(sqlOf('count(a) > 0 or in_audience(x)')).not.toContain('name IN');
    expect(sqlOf('count(a) > 0 and in_audience(x)')).toContain('name IN');
    expect(sqlOf('score(m) > 0.5 or count(a) > 0')).not.toContain('name IN');
    expect(sqlOf('not (score(m) > 0.5 or count(a) = 0)')).toContain('name IN');
  });

  test('no text of the expression reaches the SQL', () => {
    const evil = "x'); DROP TABLE events; --";
    const { sql } = compileSet({ outputs: outputs(`count("${evil}" where a = "${evil}" and b in ("${evil}"))`) });
    expect(sql).not.toContain('DROP');
    expect(() => compileSet({ outputs: [{ name: 'x; DROP', expression: parseExpression('1') }] })).toThrow(
      'name of an output',
    );
  });

  test('says which audience it cannot resolve', () => {
    expect(() => compileCondition(parseExpression('in_audience(vip)'))).toThrow('in_audience("vip")');
  });
});
