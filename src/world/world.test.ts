import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dayMs } from './calendar.ts';
import type { SegmentMessage } from './message.ts';
import { brandOffers, channels } from './offers.ts';
import { truthOf } from './oracle.ts';
import { createWorld, type DeliveredMessage, type World } from './world.ts';

const aWorld = (over: { seed?: string; customers?: number; months?: number } = {}): World =>
  createWorld({ seed: 'test', customers: 600, start: new Date('2025-01-01'), months: 18, ...over });
const hashOf = (items: Iterable<unknown>): string => {
  const hash = createHash('sha256');
  for (const item of items) hash.update(JSON.stringify(item));
  return hash.digest('hex');
};
const later = (at: Date, days: number): Date => new Date(Number(at) + days * dayMs);
const messagesOf = (world: World): SegmentMessage[] => [...world.history()].flat();
const nameOf = ({ type, event }: SegmentMessage): string => event ?? `$${type}`;

/** Everybody who had signed up gets one message at T0, offers and channels in turn. */
const mailing = (world: World, everyNth = 1): DeliveredMessage[] =>
  truthOf(world)
    .accounts(world.end)
    .filter((_, index) => index % everyNth === 0)
    .map((userId, index) => ({
      messageId: `m-${userId}`,
      userId,
      channel: channels[index % channels.length] ?? 'sms',
      benefit: brandOffers[index % brandOffers.length]?.benefit ?? null,
      couponCode: `CODE${userId}`,
      at: later(world.end, 0.1),
    }));

describe('the history', () => {
  test('is the same to the byte for the same seed, start and size, and another for another seed', () => {
    expect(hashOf(aWorld().history())).toBe(hashOf(aWorld().history()));
    expect(hashOf(aWorld().history())).not.toBe(hashOf(aWorld({ seed: 'other' }).history()));
  });

  test('of a customer does not depend on how many others there are', () => {
    const ofFirst = (world: World) =>
      messagesOf(world).filter(({ userId }) => userId === 'u100001' || userId === 'u100002');
    expect(ofFirst(aWorld({ customers: 2 }))).toEqual(ofFirst(aWorld({ customers: 40 })));
    expect(ofFirst(aWorld({ customers: 2 })).length).toBeGreaterThan(0);
  });

  test('comes in order of time, at most 500 at once, every message id once, all of it before T0', () => {
    const world = aWorld();
    const ids = new Set<string>();
    let last = world.options.start.toISOString();
    for (const batch of world.history()) {
      expect(batch.length).toBeLessThanOrEqual(500);
      for (const { messageId, timestamp } of batch) {
        expect(timestamp >= last).toBe(true);
        last = timestamp;
        expect(ids.has(messageId)).toBe(false);
        ids.add(messageId);
      }
    }
    expect(last < world.end.toISOString()).toBe(true);
  });

  test('can be taken up again in the middle with the same messages', () => {
    const world = aWorld({ customers: 120 });
    const from = new Date('2026-03-10T07:00:00Z');
    const whole = messagesOf(world).filter(({ timestamp }) => timestamp >= from.toISOString());
    expect([...world.history(from)].flat()).toEqual(whole);
  });

  test('has the promised size and mix', () => {
    const messages = messagesOf(aWorld({ customers: 2000 }));
    expect(messages.length / 2000).toBeGreaterThan(22);
    expect(messages.length / 2000).toBeLessThan(33);
    const paid = messages.filter(({ event }) => event === 'order_paid');
    const amounts = paid.map(({ properties }) => Number(properties?.['amount']));
    const margins = paid.map(({ properties }) => Number(properties?.['margin']));
    const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0);
    expect(sum(amounts) / paid.length).toBeGreaterThan(900);
    expect(sum(amounts) / paid.length).toBeLessThan(1500);
    expect(sum(margins) / sum(amounts)).toBeGreaterThan(0.25);
    expect(sum(margins) / sum(amounts)).toBeLessThan(0.35);
    const names = new Set(messages.map(nameOf));
    for (const name of [
      '$page',
      '$identify',
      'product_viewed',
      'cart_added',
      'order_placed',
      'order_paid',
      'order_delivered',
      'after_sales_opened',
      'store_visited',
      'coupon_received',
    ]) {
      expect(names).toContain(name);
    }
    expect(paid.some(({ properties }) => properties?.['coupon_benefit'] !== undefined)).toBe(true);
  });

  test('holds orders that were placed and never paid', () => {
    const messages = messagesOf(aWorld());
    const ordersOf = (name: string) =>
      new Set(messages.filter(({ event }) => event === name).map(({ properties }) => properties?.['order_id']));
    const paid = ordersOf('order_paid');
    expect([...ordersOf('order_placed')].filter((id) => !paid.has(id)).length).toBeGreaterThan(5);
  });

  test('draws the past campaigns by lot: a quarter nothing, the rest evenly over offers and channels', () => {
    const received = messagesOf(aWorld({ customers: 2000 })).filter(({ event }) => event === 'coupon_received');
    const share = (benefit: string, channel?: string): number =>
      received.filter(
        ({ properties }) =>
          properties?.['benefit'] === benefit && (channel === undefined || properties['channel'] === channel),
      ).length / received.length;
    expect(new Set(received.map(({ properties }) => properties?.['campaign'])).size).toBe(12);
    expect(share('none')).toBeCloseTo(0.25, 1);
    for (const { name } of brandOffers)
      for (const channel of channels) expect(share(name, channel)).toBeCloseTo(0.75 / 12, 1.7);
  });
});

describe('live', () => {
  const liveOf = (world: World, days = 30) => [...world.live(world.end, later(world.end, days))];
  const eventsOf = (world: World, days = 30): SegmentMessage[] =>
    liveOf(world, days).flatMap((action) => (action.type === 'events' ? action.batch : []));

  test('asked again, or of a fresh world with the same deliveries, gives the same actions', () => {
    const world = aWorld();
    const list = mailing(world);
    expect(world.deliver(list)).toEqual({ taken: list.length, repeated: 0, unknown: 0 });
    const first = hashOf(world.live(world.end, later(world.end, 30)));
    expect(hashOf(world.live(world.end, later(world.end, 30)))).toBe(first);
    const fresh = aWorld();
    fresh.deliver(list.slice(100));
    fresh.deliver(list);
    expect(hashOf(fresh.live(world.end, later(world.end, 30)))).toBe(first);
  });

  test('in one piece or day by day is the same', () => {
    const world = aWorld({ customers: 200 });
    world.deliver(mailing(world));
    const whole = liveOf(world, 12);
    const days = Array.from({ length: 12 }, (_, day) => [
      ...world.live(later(world.end, day), later(world.end, day + 1)),
    ]).flat();
    expect(days).toEqual(whole);
  });

  test('a message delivered twice counts once, one to a stranger not at all', () => {
    const world = aWorld();
    const [one] = mailing(world);
    if (!one) throw new Error('nobody signed up');
    expect(world.deliver([one, one, { ...one, messageId: 'x', userId: 'stranger' }])).toEqual({
      taken: 1,
      repeated: 1,
      unknown: 1,
    });
  });

  test('leaves alone who was sent nothing: their baseline is the same to the byte', () => {
    const quiet = aWorld();
    const loud = aWorld();
    const list = mailing(loud, 2);
    loud.deliver(list);
    const treated = new Set(list.map(({ userId }) => truthOf(loud).person(userId).nature.index));
    const untreated = (world: World) => eventsOf(world).filter(({ messageId }) => !treated.has(personIn(messageId)));
    expect(hashOf(untreated(loud))).toBe(hashOf(untreated(quiet)));
    expect(hashOf(eventsOf(loud))).not.toBe(hashOf(eventsOf(quiet)));
  });

  test('changes of who was sent something only what a message can change: orders, and the visit it brings', () => {
    const quiet = aWorld();
    const loud = aWorld();
    loud.deliver(mailing(loud));
    const browsing = (world: World) =>
      eventsOf(world).filter(
        ({ event, name }) => !/^order_|after_sales/.test(event ?? '') && name !== 'offer' && event !== 'store_visited',
      );
    expect(browsing(loud)).toEqual(browsing(quiet));
  });

  test('answers with reports, claims before redemptions, each code redeemed once by an order that fits and is paid', () => {
    const world = aWorld({ customers: 4000 });
    const list = mailing(world);
    world.deliver(list);
    const actions = liveOf(world);
    const reports = actions.filter((action) => action.type === 'report');
    expect(reports.filter(({ status }) => status === 'delivered' || status === 'failed').length).toBe(list.length);
    const claimed = new Set<string>();
    const redeemed = new Set<string>();
    for (const action of actions) {
      if (action.type === 'claim') claimed.add(action.code);
      if (action.type !== 'redeem') continue;
      expect(claimed.has(action.code)).toBe(true);
      expect(redeemed.has(action.code)).toBe(false);
      redeemed.add(action.code);
      const benefit = list.find(({ couponCode }) => couponCode === action.code)?.benefit;
      expect(action.amountMinor).toBeGreaterThanOrEqual(benefit?.thresholdMinor ?? Infinity);
    }
    expect(redeemed.size).toBeGreaterThan(20);
    const paid = actions
      .flatMap((action) => (action.type === 'events' ? action.batch : []))
      .filter(({ event }) => event === 'order_paid');
    const codes = new Set(paid.map(({ properties }) => properties?.['coupon_code']));
    for (const code of redeemed) expect(codes).toContain(code);
  });
});

/** The person's number, which the message id spells out. */
const personIn = (messageId: string): number => {
  const [, , high = '', middle = '', low = ''] = messageId.split('-');
  return (
    Number.parseInt(high.slice(1), 16) * 2 ** 20 +
    Number.parseInt(middle.slice(1), 16) * 256 +
    Number.parseInt(low.slice(0, 2), 16)
  );
};
