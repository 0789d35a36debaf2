import { expect, test } from 'vitest';
import { unsubscribeToken } from './unsubscribe-token.ts';

const token = unsubscribeToken('a secret of at least 32 characters!');
const whom = { profileId: '7', recipientKey: '18446744073709551615', channel: 'email', purpose: 'marketing' };

test('a link says whom it is about, and is the same for the same message', () => {
  expect(token.read(token.write(whom))).toEqual(whom);
  expect(token.write(whom)).toBe(token.write(whom));
});

test('nobody can make a link for somebody else, or with another secret', () => {
  const [, mac = ''] = token.write(whom).split('.');
  const other = Buffer.from('8~18446744073709551615~email~marketing').toString('base64url');
  expect(token.read(`${other}.${mac}`)).toBeUndefined();
  expect(unsubscribeToken('another secret, also 32 characters').read(token.write(whom))).toBeUndefined();
  for (const wrong of ['', '.', 'a.b', `${token.write(whom)}x`]) expect(token.read(wrong)).toBeUndefined();
});
