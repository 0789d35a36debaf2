import { describe, expect, test } from 'vitest';
import { translatePostHog } from './translate.ts';

const translate = (raw: unknown, sentAt?: string | number) => {
  const translation = translatePostHog({ sentAt })(raw);
  return translation.type === 'records' ? translation.records : [];
};
const anEvent = (event: string, properties: object = {}, more: object = {}) => ({
  event,
  distinct_id: 'p-1',
  uuid: '0194a5c1-0000-7000-8000-000000000001',
  timestamp: '2026-01-01T00:00:00Z',
  properties,
  ...more,
});

describe('names', () => {
  test.each([
    ['$autocapture', 'autocapture'],
    ['$coupon_redeemed', 'coupon_redeemed'],
    ['$$identify_merged', 'identify_merged'],
    ['order_paid', 'order_paid'],
  ])('%s is kept as %s: nobody outside writes Gyre’s own events', (sent, kept) => {
    expect(translate(anEvent(sent))).toMatchObject([{ type: 'track', event: kept }]);
  });
  test.each(['', '$', 7, undefined])('%j is no name', (event) => {
    expect(() => translate({ ...anEvent('x'), event })).toThrow(/event/);
  });
});

describe('people', () => {
  test.each([
    [{ $device_id: 'p-1' }, { anonymousId: 'p-1' }],
    [{ $is_identified: false }, { anonymousId: 'p-1' }],
    [{ $device_id: 'd-1' }, { userId: 'p-1' }],
    [{}, { userId: 'p-1' }],
  ])('the distinct id beside %j is %j', (properties, who) => {
    const [record] = translate(anEvent('a', properties));
    expect({ userId: record?.userId, anonymousId: record?.anonymousId }).toEqual({
      userId: undefined,
      anonymousId: undefined,
      ...who,
    });
  });
  test('identify ties the id before to the user', () => {
    expect(translate(anEvent('$identify', { $anon_distinct_id: 'a-1' }))).toMatchObject([
      { type: 'identify', userId: 'p-1', anonymousId: 'a-1' },
    ]);
  });
});

describe('traits', () => {
  test('what any event sets, sets once and unsets becomes messages of their own, the same ones on every retry', () => {
    const raw = anEvent('order_paid', { $set: { city: '上海' }, $set_once: { first: 1 }, $unset: ['tier'], amount: 5 });
    const records = translate(raw);
    expect(records.map(({ type, traits }) => [type, traits])).toEqual([
      ['track', undefined],
      ['identify', { city: '上海' }],
      ['traits_once', { first: 1 }],
      ['traits_unset', { tier: true }],
    ]);
    expect(records[0]?.properties).toEqual({ amount: 5 });
    expect(new Set(records.map(({ messageId }) => messageId)).size).toBe(4);
    expect(translate(raw)).toEqual(records);
  });
  test('/engage says only traits', () => {
    expect(translate({ $token: 'k', $distinct_id: 'p-1', $set: { city: '上海' } })).toMatchObject([
      { type: 'identify', userId: 'p-1', traits: { city: '上海' } },
    ]);
  });
});

describe('time', () => {
  test('an event that only says how long ago it was, counts from the sending', () => {
    const { timestamp: _none, ...raw } = anEvent('a', {}, { offset: 2_000 });
    expect(translate(raw, 1_700_000_002_000)).toMatchObject([
      { timestamp: 1_700_000_000_000, sentAt: 1_700_000_002_000 },
    ]);
  });
  test('an old client’s event without an id has the same one when it is sent again, and another one beside it', () => {
    const { uuid: _none, ...raw } = anEvent('a', { n: 1 });
    const [first] = translate(raw);
    expect(first?.messageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(translate(raw)[0]?.messageId).toBe(first?.messageId);
    expect(translate({ ...raw, properties: { n: 2 } })[0]?.messageId).not.toBe(first?.messageId);
  });
});

test('device, page and library go where Segment has them; the sender’s address and key are not kept', () => {
  const [record] = translate(
    anEvent('a', { $os: 'iOS', $current_url: 'https://a/', $ip: '1.2.3.4', token: 'k', $browser: 'Safari', sku: 'f' }),
  );
  expect(record?.context).toEqual({ os: { name: 'iOS' }, page: { url: 'https://a/' } });
  expect(record?.properties).toEqual({ $browser: 'Safari', sku: 'f' });
});
