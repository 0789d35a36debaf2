import { expect, test } from 'vitest';
import { idKey } from '#platform';
import { createPseudonymizer } from '../identifiers.ts';
import { keysMentioned } from './mentions.ts';

const pseudonymizer = createPseudonymizer('a secret of at least 32 characters!');
const keyOf = (type: string, value: string): string => idKey(type, pseudonymizer.stored(type, value)).toString();
const mentions = (body: unknown, type: string, value: string): boolean =>
  keysMentioned(typeof body === 'string' ? body : JSON.stringify(body), pseudonymizer).includes(keyOf(type, value));

test.each([
  [{ properties: { list: [{ 收货人: '+86 139-1234-5678' }] } }, 'phone', '13912345678'],
  [{ traits: { contact: 'A@B.cn' } }, 'email', 'a@b.cn'],
  [{ userId: 'u-1' }, 'user_id', 'u-1'],
  [{ cells: { 会员卡号: 'M7' } }, 'member_card', 'M7'],
  [{ note: 'customer-000017' }, 'user_id', 'customer-000017'],
  ['2025-01-01;13912345678;12.50', 'phone', '13912345678'],
  [{ properties: { phone: pseudonymizer.stored('phone', '13912345678') } }, 'phone', '13912345678'],
])('%j names the holder of %s %s', (body, type, value) => {
  expect(mentions(body, type, value)).toBe(true);
});

test('a short number that is a quantity is nobody’s customer number', () => {
  expect(mentions({ properties: { quantity: 7 } }, 'user_id', '7')).toBe(false);
  expect(mentions({ properties: { customer_id: 7 } }, 'user_id', '7')).toBe(true);
});
