import { describe, expect, test } from 'vitest';
import { hidePersonal } from './hide-personal.ts';
import { createPseudonymizer } from './identifiers.ts';

const pseudonymizer = createPseudonymizer('a secret');
const hidden = (object: Readonly<Record<string, unknown>>) => hidePersonal(object, pseudonymizer);
const phone = pseudonymizer.stored('phone', '13911112222');

describe('what a tool puts into properties', () => {
  test.each(['mobile', 'tel', 'phone_number', 'receiverPhone', 'PHONE', '$phone', '手机号', '联系电话', 'phones'])(
    'a telephone number called %s is its hash, however it is spelt',
    (name) => {
      expect(hidden({ [name]: '+86 139-1111-2222' })).toEqual({ [name]: phone });
      expect(hidden({ [name]: 13911112222 })).toEqual({ [name]: phone });
    },
  );

  test.each([
    ['emailAddress', 'Wang@Example.com', 'email'],
    ['邮箱', 'wang@example.com', 'email'],
    ['idCardNo', '11010519491231002X', 'id_card'],
    ['身份证号', '11010519491231002x', 'id_card'],
  ])('%s is hidden as well', (name, value, type) => {
    expect(hidden({ [name]: value })).toEqual({ [name]: pseudonymizer.stored(type, value) });
  });

  test('at any depth, in lists, and in the queries of addresses', () => {
    const before = {
      buyer: { mobile: '13911112222', list: [{ tel: '13911112222' }] },
      phones: ['13911112222', 'none'],
      url: 'https://x.cn/?a=1&phone=%2B8613911112222&mobile=13911112222#tel=13911112222',
    };
    expect(hidden(before)).toEqual({
      buyer: { mobile: phone, list: [{ tel: phone }] },
      phones: [phone, 'none'],
      url: `https://x.cn/?a=1&phone=${phone}&mobile=${phone}#tel=${phone}`,
    });
  });

  test('what only looks like one, or is only called like one, stays as it is', () => {
    const object = {
      order_id: '13911112222',
      hotel: '13911112222',
      phone_model: 'iPhone 15',
      mobile: true,
      mail: 'weekly',
      phone: 'none',
      url: 'https://x.cn/?order=13911112222&mobile=1',
      nested: { amount: 1, list: [1, 2] },
    };
    expect(hidden(object)).toBe(object);
  });

  test('a member called __proto__ neither vanishes nor changes what objects are', () => {
    const object: Record<string, unknown> = JSON.parse('{"__proto__":{"mobile":"13911112222"},"tel":"13911112222"}');
    expect(JSON.stringify(hidden(object))).toBe(`{"__proto__":{"mobile":"${phone}"},"tel":"${phone}"}`);
  });
});
