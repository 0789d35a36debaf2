import { expect, test } from 'vitest';
import { createPseudonymizer } from '../identifiers.ts';
import { mentions } from './mentions.ts';

const pseudonymizer = createPseudonymizer('a secret of at least 32 characters!');
const about = (body: unknown, type: string, value: string): boolean => {
  const stored = pseudonymizer.stored(type, value);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return mentions(text, pseudonymizer, (eachType, each) => eachType === type && each === stored);
};

test.each([
  [{ properties: { list: [{ 收货人: '+86 139-1234-5678' }] } }, 'phone', '13912345678'],
  [{ traits: { contact: 'A@B.cn' } }, 'email', 'a@b.cn'],
  [{ userId: 'u-1' }, 'user_id', 'u-1'],
  [{ cells: { 会员卡号: 'M7' } }, 'member_card', 'M7'],
  [{ note: 'customer-000017' }, 'user_id', 'customer-000017'],
  ['2025-01-01;13912345678;12.50', 'phone', '13912345678'],
  [{ properties: { phone: pseudonymizer.stored('phone', '13912345678') } }, 'phone', '13912345678'],
])('%j names the holder of %s %s', (body, type, value) => {
  expect(about(body, type, value)).toBe(true);
});

test('a short number that is a quantity is nobody’s customer number', () => {
  expect(about({ properties: { quantity: 7 } }, 'user_id', '7')).toBe(false);
  expect(about({ properties: { customer_id: 7 } }, 'user_id', '7')).toBe(true);
});
