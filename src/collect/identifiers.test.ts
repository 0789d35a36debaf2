import { afterEach, describe, expect, test } from 'vitest';
import { idKey } from '#platform';
import { useIdentifierTypes } from './identifier-types.ts';
import { createPseudonymizer, isIdentifierType, keyOf, keysOf, namesSomebody } from './identifiers.ts';
import { identifierTypeSpecSchema } from './schemas-identifier-types.ts';

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
    ['id_card', '11010519491231002x', ' 11010519491231002X'],
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

  test('a number of another country is another number', () => {
    expect(stored('phone', '+44 20 7946 0958')).toBe(stored('phone', '0044 2079460958'));
    expect(stored('phone', '8613800001111')).not.toBe(stored('phone', '861380000111'));
    expect(stored('phone', '+1 380 000 1111')).not.toBe(stored('phone', '13800001111'));
  });

  test.each([
    ['id_card', '110105194912310021'],
    ['id_card', '11010519491331002X'],
    ['phone', 'call me'],
    ['phone', '12345'],
    ['phone', '138-0013-8000'],
    ['email', 'nobody'],
    ['email', 'TEST@test.com'],
    ['device_id', '00000000-0000-0000-0000-000000000000'],
  ])('%s %j identifies nobody', (type, value) => expect(stored(type, value)).toBe(''));

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

describe('published types', () => {
  afterEach(() => useIdentifierTypes([]));
  const aType = (name: string, spec: object) => ({
    name,
    ...identifierTypeSpecSchema.parse({ uniqueness: 'one_profile', priority: 5, ...spec }),
  });
  const { stored } = createPseudonymizer('one secret');

  test('override the built-in ones at once, values already seen included', () => {
    expect(stored('user_id', 'ABC')).toBe('ABC');
    useIdentifierTypes([aType('user_id', { priority: 500, normalise: 'lower', nobody: ['tester'] })]);
    expect(stored('user_id', 'ABC')).toBe('abc');
    expect(stored('user_id', 'Tester')).toBe('');
    expect(keysOf({ user_id: 'u', phone: 'p' })[0]).toBe(keyOf('phone', 'p'));
  });

  test('an id of a business scene is described by its own document, or by that of its type', () => {
    useIdentifierTypes([aType('member_id', { sensitive: true }), aType('member_id@brand_b', { normalise: 'upper' })]);
    expect(stored('member_id@brand_a', 'm1')).toMatch(/^[0-9a-f]{32}$/);
    expect(stored('member_id@brand_b', 'm1')).toBe('M1');
    expect(keyOf('member_id@brand_a', 'x')).not.toBe(keyOf('member_id@brand_b', 'x'));
  });
});
