import { describe, expect, test } from 'vitest';
import { campaignOf, parseSession, type Session, sessionAt, sessionText, utmOf } from './session.ts';

const minute = 60_000;
const last: Session = { id: 'before', lastAt: 1_000_000, utm: 'utm_source=wechat' };
const at = (afterMs: number, utm = '') =>
  sessionAt(last, { now: last.lastAt + afterMs, idleMs: 30 * minute, utm, newId: () => 'new' });

describe('a session', () => {
  test('begins with the first event', () => {
    expect(sessionAt(undefined, { now: 5, idleMs: minute, utm: 'utm_source=a', newId: () => 'new' })).toEqual({
      id: 'new',
      lastAt: 5,
      utm: 'utm_source=a',
    });
  });

  test('goes on for as long as events come within half an hour, over midnight too', () => {
    expect(at(30 * minute)).toEqual({ id: 'before', lastAt: last.lastAt + 30 * minute, utm: 'utm_source=wechat' });
    const lateEvening: Session = { ...last, lastAt: Date.UTC(2026, 0, 1, 23, 58) };
    const next = sessionAt(lateEvening, {
      now: Date.UTC(2026, 0, 2, 0, 3),
      idleMs: 30 * minute,
      utm: '',
      newId: () => 'new',
    });
    expect(next.id).toBe('before');
  });

  test('ends after a longer pause, and keeps nothing of the old campaign', () => {
    expect(at(30 * minute + 1)).toMatchObject({ id: 'new', utm: '' });
  });

  test('ends when the visitor comes from another campaign, not when the same address is open again', () => {
    expect(at(1, 'utm_source=sms')).toMatchObject({ id: 'new', utm: 'utm_source=sms' });
    expect(at(1, 'utm_source=wechat').id).toBe('before');
  });

  test.each([last, { ...last, utm: '' }, { ...last, utm: utmOf('?utm_campaign=a|b c&utm_term=%E5%A4%8F') }])(
    'is the same after it was kept: %j',
    (session) => {
      expect(parseSession(sessionText(session))).toEqual(session);
    },
  );

  test.each([null, '', 'x', 'x|y|z', '|5|', 'id|-1|'])('is none when what was kept cannot be read: %j', (text) => {
    expect(parseSession(text)).toBeUndefined();
  });
});

describe('a campaign', () => {
  test('is told by the utm parameters alone', () => {
    expect(utmOf('?token=x&utm_medium=cpc&utm_source=baidu')).toBe(utmOf('?utm_medium=cpc&utm_source=baidu&page=2'));
  });

  test('has the names of Segment’s spec', () => {
    expect(campaignOf(utmOf('?utm_campaign=春节&utm_source=sms'))).toEqual({ name: '春节', source: 'sms' });
    expect(campaignOf(utmOf('?q=1'))).toBeUndefined();
  });
});
