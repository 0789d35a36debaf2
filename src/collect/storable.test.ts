import { expect, test } from 'vitest';
import { storableJson } from './storable.ts';

const stored = (value: Record<string, unknown>): unknown => JSON.parse(storableJson(value));
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

test('an ordinary object is written as it is', () => {
  const value = {
    a: 1,
    b: -2.5,
    c: '中文😀 \\ud800 \u0000',
    d: [1, { e: null }],
    'utm.source': 'x',
    f: 1e21,
    g: 2 ** 53,
  };
  expect(stored(value)).toEqual(value);
});

test('an integer the engine cannot hold keeps all its digits as text', () => {
  expect(stored({ a: 1.2e20, b: [-1e20], c: 2 ** 63 })).toEqual({
    a: '120000000000000000000',
    b: ['-100000000000000000000'],
    c: '9223372036854775808',
  });
});

test('a number beyond all numbers stays recognisable', () => {
  expect(stored(JSON.parse('{"a":1e400,"b":-1e400}'))).toEqual({ a: 'Infinity', b: '-Infinity' });
});

test('half a surrogate pair becomes the replacement character, in values and in keys, and two such keys stay two', () => {
  expect(stored({ '\ud800': 'a\udc00b', '\ud801': ['\ud800'] })).toEqual({
    '\ufffd': 'a\ufffdb',
    '\ufffd_': ['\ufffd'],
  });
});

test('a dotted key gives way to the object or value that is the same path', () => {
  expect(stored({ x: { y: 1 }, 'x.y': 2 })).toEqual({ x: { y: 1 }, 'x%2Ey': 2 });
  expect(stored({ 'a.b.c': 1, 'a.b': 2 })).toEqual({ 'a%2Eb%2Ec': 1, 'a.b': 2 });
  expect(stored({ l: [{ 'b.c': 1, b: 2, 'b%2Ec': 3 }] })).toEqual({ l: [{ 'b%2Ec_': 1, b: 2, 'b%2Ec': 3 }] });
});

test('what lies too deep is kept as text', () => {
  const text = storableJson({ a: nested(40) });
  expect(text).toContain(String.raw`{\"a\":`);
  expect(JSON.parse(text)).not.toEqual({ a: nested(40) });
  expect(stored({ a: nested(20) })).toEqual({ a: nested(20) });
});

test('a member called __proto__ is a member', () => {
  expect(storableJson(JSON.parse('{"__proto__":{"a":1},"b":1e20}'))).toBe(
    '{"__proto__":{"a":1},"b":"100000000000000000000"}',
  );
});
