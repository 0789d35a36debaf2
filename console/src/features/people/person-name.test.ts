import { expect, it } from 'vitest';
import { personName } from './person-name.ts';

const id = (type: string, value: string, sensitive = false) => ({
  type,
  value,
  sensitive,
  firstSeen: '',
  lastSeen: '',
});

it('calls a person by name, else by the most telling id', () => {
  const ids = [id('anonymous_id', 'd-1'), id('phone', 'b81f', true), id('user_id', 'u-1')];
  expect(personName({ name: '陈静', ids })).toBe('陈静');
  expect(personName({ name: null, ids })).toBe('u-1');
});

it('never calls a person by the fingerprint of a phone number', () => {
  expect(personName({ name: null, ids: [id('phone', 'b81f', true)] })).toBeUndefined();
});
