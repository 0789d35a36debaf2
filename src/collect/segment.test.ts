import { describe, expect, test } from 'vitest';
import { GyreError, idKey } from '#platform';
import { createPseudonymizer } from './identifiers.ts';
import { eventRow } from './log-event.ts';
import { eventIdOf, understandSegment } from './segment.ts';

const receivedAt = Date.UTC(2026, 0, 15, 12);
const pseudonymizer = createPseudonymizer('a secret');
const understand = (message: unknown) => understandSegment({ message, source: 'shop', receivedAt, pseudonymizer });
const eventOf = (message: unknown) => understand(message).event;
const refusal = (message: unknown): { field: string | undefined; detail: string | undefined } => {
  try {
    understand(message);
  } catch (cause) {
    if (cause instanceof GyreError && cause.code === 'invalid_input')
      return { field: cause.facts.field, detail: cause.facts.detail };
    throw cause;
  }
  throw new Error('the message was understood');
};

const aTrack = (more: object = {}) => ({ type: 'track', event: 'order_paid', userId: 'u1', messageId: 'm1', ...more });

describe('the six calls', () => {
  test('track keeps its name, properties and money', () => {
    const event = eventOf(aTrack({ properties: { revenue: 12.5, currency: 'CNY', sku: 'f-1' } }));
    expect(event).toMatchObject({
      name: 'order_paid',
      ts: receivedAt,
      source: 'shop',
      ids: { user_id: 'u1' },
      properties: { revenue: 12.5, currency: 'CNY', sku: 'f-1' },
      value: '12.5000',
      currency: 'CNY',
    });
  });

  test('identify makes identifiers of the traits that are some and keeps the others as properties', () => {
    const { event, contacts } = understand({
      type: 'identify',
      userId: 'u1',
      traits: {
        phone: '138 0000 1111',
        email: 'A@b.cn',
        member_card: 'LJ1',
        city: '上海',
        ids: { wechat_unionid: 'wx' },
      },
    });
    expect(event.name).toBe('$identify');
    expect(Object.keys(event.ids).toSorted()).toEqual(['email', 'member_card', 'phone', 'user_id', 'wechat_unionid']);
    expect(event.properties).toEqual({ city: '上海' });
    expect(contacts.map(({ type, value }) => [type, value])).toEqual([
      ['phone', '138 0000 1111'],
      ['email', 'A@b.cn'],
    ]);
  });

  test.each(['page', 'screen'])('%s carries its name and category among the properties', (type) => {
    const event = eventOf({ type, anonymousId: 'a1', name: 'home', category: 'shop', properties: { path: '/' } });
    expect(event).toMatchObject({ name: `$${type}`, properties: { path: '/', name: 'home', category: 'shop' } });
  });

  test('group keeps the group and its traits', () => {
    const event = eventOf({ type: 'group', userId: 'u1', groupId: 'g1', traits: { name: 'Family', email: 'x@y.cn' } });
    expect(event).toMatchObject({ name: '$group', properties: { name: 'Family', group_id: 'g1' } });
    expect(event.ids).toHaveProperty('email');
  });

  test('alias ties the previous id, anonymous or named, to the person', () => {
    const event = eventOf({ type: 'alias', userId: 'u1', previousId: 'old' });
    expect(event).toMatchObject({ name: '$alias', properties: { previous_id: 'old' } });
    expect(event.alsoKeys).toEqual([idKey('anonymous_id', 'old'), idKey('user_id', 'old')]);
  });

  test('an alias of nobody links nothing', () => {
    expect(eventOf({ type: 'alias', userId: 'u1', previousId: 'null' }).alsoKeys).toEqual([]);
  });
});

describe('who it was', () => {
  test('ids come from the message, its context and the device; what names nobody is left out', () => {
    const event = eventOf(
      aTrack({
        anonymousId: 'undefined',
        context: { device: { id: 'd1' }, ids: { 'wechat_openid@app': 'o1', 'NOT A TYPE': 'x' } },
      }),
    );
    expect(event.ids).toEqual({ user_id: 'u1', device_id: 'd1', 'wechat_openid@app': 'o1' });
  });

  test('numeric ids are ids, and empty ones are absent', () => {
    expect(eventOf(aTrack({ userId: 42, anonymousId: '' })).ids).toEqual({ user_id: '42' });
  });

  test('a phone, an e-mail and an id card are nowhere in the row in the clear', () => {
    const clear = { phone: '13800001111', email: 'wang@example.com', id_card: '11010519491231002X' };
    for (const message of [
      aTrack({ properties: { ...clear, sku: 'f-1' }, context: { traits: clear, ip: '10.1.2.3', locale: 'zh' } }),
      { type: 'identify', userId: 'u1', traits: clear },
      { type: 'group', userId: 'u1', groupId: 'g', traits: { ids: clear } },
    ]) {
      const row = eventRow(eventOf(message), receivedAt);
      for (const secret of [...Object.values(clear), '10.1.2.3']) expect(row).not.toContain(secret);
    }
  });

  test('nor under another name, in what it says of the page, or in the id an alias replaces', () => {
    const event = eventOf({
      ...aTrack({ page: { url: 'https://x.cn/?tel=13800001111' } }),
      properties: { buyer: { mobile: '13800001111' }, 手机号: 13800001111 },
    });
    expect(JSON.stringify([event.properties, event.context])).not.toContain('13800001111');
  });

  test('the same phone written in two ways is the same identifier', () => {
    const [a, b] = ['+86 138-0000-1111', '13800001111'].map(
      (phone) => eventOf(aTrack({ context: { traits: { phone } } })).ids['phone'],
    );
    expect(a).toBe(b);
  });
});

describe('when it happened', () => {
  const sent = (skewMs: number) => new Date(receivedAt + skewMs).toISOString();

  test('a device whose clock is two hours ahead is set right by what it says when it sends', () => {
    const event = eventOf(aTrack({ timestamp: sent(7_200_000 - 60_000), sentAt: sent(7_200_000) }));
    expect(event.ts).toBe(receivedAt - 60_000);
  });

  test('delay on the way is not taken for a wrong clock', () => {
    expect(eventOf(aTrack({ timestamp: sent(-30_000), sentAt: sent(-20_000) })).ts).toBe(receivedAt - 30_000);
  });

  test('originalTimestamp stands in for timestamp, and the time of receipt for both', () => {
    expect(eventOf(aTrack({ originalTimestamp: '2026-01-01T00:00:00+08:00' })).ts).toBe(Date.UTC(2025, 11, 31, 16));
    expect(eventOf(aTrack()).ts).toBe(receivedAt);
  });

  test.each([
    ['tomorrow in a week', sent(7 * 86_400_000)],
    ['before 1990', '1970-01-01T00:00:00Z'],
    ['no time at all', 'soon'],
  ])('a time that is %s is refused', (_name, timestamp) => {
    expect(refusal(aTrack({ timestamp })).field).toBe('timestamp');
  });
});

describe('what nobody can place is refused and names its field', () => {
  test.each<[string, unknown, string | undefined]>([
    ['not an object', 'track', undefined],
    ['a list', [], undefined],
    ['no type', { userId: 'u1' }, 'type'],
    ['an unknown type', { type: 'buy', userId: 'u1' }, 'type'],
    ['a track without event', { type: 'track', userId: 'u1' }, 'event'],
    ['an event name that is Gyre’s own', aTrack({ event: '$coupon_redeemed' }), 'event'],
    ['an event name of 201 characters', aTrack({ event: 'e'.repeat(201) }), 'event'],
    ['nobody', { type: 'track', event: 'e' }, 'userId'],
    ['only "null"', { type: 'track', event: 'e', userId: 'null', anonymousId: '0' }, 'userId'],
    ['an id that is an object', aTrack({ userId: {} }), 'userId'],
    ['an id of 257 characters', aTrack({ userId: 'u'.repeat(257) }), 'userId'],
    ['a list of properties', aTrack({ properties: [1] }), 'properties'],
    ['a text for context', aTrack({ context: 'web' }), 'context'],
    ['an alias without previousId', { type: 'alias', userId: 'u1' }, 'previousId'],
  ])('%s', (_name, message, field) => {
    const { field: named, detail } = refusal(message);
    expect(named).toBe(field);
    expect(detail).toBeTruthy();
  });
});

describe('money', () => {
  test.each<[object, string | undefined]>([
    [{ revenue: 5, value: 7 }, '5.0000'],
    [{ value: '7.25' }, '7.2500'],
    [{ total: 9 }, '9.0000'],
    [{ revenue: '' }, undefined],
    [{ revenue: 'a lot' }, undefined],
    [{ revenue: 1e14 }, undefined],
  ])('of %j is %s', (properties, value) => {
    expect(eventOf(aTrack({ properties })).value).toBe(value);
  });
});

test('a UUID is the event id itself; any other message id is the same event only within its source', () => {
  const uuid = '7F243FF4-0001-8000-8001-7100001EA800';
  expect(eventIdOf(uuid, 'a')).toBe(uuid.toLowerCase());
  expect(eventIdOf('m1', 'a')).toBe(eventIdOf('m1', 'a'));
  expect(eventIdOf('m1', 'a')).not.toBe(eventIdOf('m1', 'b'));
});
