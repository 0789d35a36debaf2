import { describe, expect, test } from 'vitest';
import { idKey } from '#platform';
import { createPseudonymizer, isIdentifierType, keyOf, keysOf, namesSomebody } from './identifiers.ts';

describe('the strongest identifier comes first', () => {
  test('whatever order they were given in', () => {
    const key = (type: string, value: string) => idKey(type, value).toString();
    const ids = { anonymous_id: 'a', 'wechat_openid@app': 'o', loyalty_no: 'l', user_id: 'u', phone: 'p' };
    expect(keysOf(ids)).toEqual([
      key('user_id', 'u'),
      key('phone', 'p'),
      key('wechat_openid@app', 'o'),
      key('anonymous_id', 'a'),
      key('loyalty_no', 'l'),
    ]);
  });

  test('the key of an id is that of the identity graph', () => {
    expect(keyOf('user_id', 'u1')).toBe(idKey('user_id', 'u1').toString());
  });
});

describe('personal identifiers', () => {
  const { stored } = createPseudonymizer('one secret');

  test.each([
    ['phone', '+86 138 0000 1111', '0086-13800001111'],
    ['email', ' Wang@Example.com ', 'wang@example.com'],
    ['id_card', '11010119900307123x', '11010119900307123X'],
  ])('%s: two spellings are one identifier', (type, a, b) => {
    expect(stored(type, a)).toBe(stored(type, b));
    expect(stored(type, a)).toMatch(/^[0-9a-f]{32}$/);
  });

  test('another workspace’s secret gives another hash', () => {
    expect(createPseudonymizer('two secrets').stored('phone', '13800001111')).not.toBe(stored('phone', '13800001111'));
  });

  test('one value as phone and as e-mail are two identifiers', () => {
    expect(stored('phone', '13800001111')).not.toBe(stored('email', '13800001111'));
  });

  test('a number of another country keeps its digits', () => {
    expect(stored('phone', '+44 20 7946 0958')).toBe(stored('phone', '+442079460958'));
    expect(stored('phone', '8613800001111')).not.toBe(stored('phone', '861380000111'));
  });

  test('an id that is not personal stays readable', () => {
    expect(stored('user_id', ' u1 ')).toBe('u1');
  });
});

test.each(['', ' ', 'null', 'NULL', 'undefined', '0', '000', '-1', 'guest', 'n/a', '[object Object]', 'x'.repeat(257)])(
  '%j names nobody',
  (value) => expect(namesSomebody(value)).toBe(false),
);

test.each(['u1', '10', 'nullable', '01', '测试用户'])('%j names somebody', (value) =>
  expect(namesSomebody(value)).toBe(true),
);

test('a type is a lower-case word, with the application it belongs to where it has one', () => {
  expect(['user_id', 'wechat_openid@wx1.app', 'a1'].map(isIdentifierType)).toEqual([true, true, true]);
  expect(['', 'User', '1a', 'a b', 'x@', `a${'b'.repeat(40)}`].map(isIdentifierType)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});
