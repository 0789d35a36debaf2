import type { Hand } from './by-hand.ts';

/** One audience twice: as a marketer writes it, and as a condition over the aggregates of a query written by hand. */
export type Written = { readonly condition: string; readonly byHand: (hand: Hand) => string };

const categories = ['fridge', 'washer', 'tv', 'aircon', 'kettle', 'cooker', 'phone', 'lamp'] as const;
const cities = ['Shanghai', 'Hangzhou', 'Suzhou', 'Nanjing'] as const;

const of = <T>(variants: readonly T[], write: (variant: T) => Written): readonly Written[] => variants.map(write);
const audience = (condition: string, byHand: (hand: Hand) => string): Written => ({ condition, byHand });

/** A hundred audiences of a shop over eight kinds of event: families that marketers really ask for, in their usual variants. */
export const hundredAudiences: readonly Written[] = [
  // bought at all, and how much, lately
  ...of([7, 14, 30, 60, 90, 180, 365], (days) =>
    audience(`count(order_paid, ${days}d) >= 1`, (h) => `${h.count('order_paid', h.last(days))} >= 1`),
  ),
  ...of([1000, 3000, 5000, 10_000], (amount) =>
    audience(
      `sum(order_paid.amount, 90d) >= ${amount}`,
      (h) => `${h.sum('order_paid', 'amount', h.last(90))} >= ${amount}`,
    ),
  ),
  ...of([2, 3, 5, 8], (times) =>
    audience(`count(order_paid, 365d) >= ${times}`, (h) => `${h.count('order_paid', h.last(365))} >= ${times}`),
  ),
  // gone quiet
  ...of([30, 45, 60, 90, 120, 180], (days) =>
    audience(
      `count(order_paid) >= 2 and days_since(order_paid) > ${days}`,
      (h) => `${h.count('order_paid')} >= 2 AND ${h.latest('order_paid')} < ${h.ago(days)}`,
    ),
  ),
  ...of([14, 30, 60], (days) =>
    audience(
      `days_since(page_viewed) <= ${days} and count(order_paid, 180d) = 0`,
      (h) => `${h.latest('page_viewed')} >= ${h.ago(days)} AND ${h.count('order_paid', h.last(180))} = 0`,
    ),
  ),
  // interested in a category and has not bought it
  ...of(categories, (each) =>
    audience(
      `count(product_viewed where category = "${each}", 30d) >= 3 and count(order_paid where category = "${each}", 90d) = 0`,
      (h) =>
        `${h.count('product_viewed', h.is('category', each), h.last(30))} >= 3 AND ${h.count('order_paid', h.is('category', each), h.last(90))} = 0`,
    ),
  ),
  ...of(categories, (each) =>
    audience(
      `count(cart_added where category = "${each}", 14d) >= 1 and count(order_paid where category = "${each}", 14d) = 0`,
      (h) =>
        `${h.count('cart_added', h.is('category', each), h.last(14))} >= 1 AND ${h.count('order_paid', h.is('category', each), h.last(14))} = 0`,
    ),
  ),
  ...of(categories, (each) =>
    audience(
      `count(order_paid where category = "${each}") >= 1`,
      (h) => `${h.count('order_paid', h.is('category', each))} >= 1`,
    ),
  ),
  ...of(categories, (each) =>
    audience(
      `count(search_made where term = "${each}", 7d) >= 1 and not count(order_paid, 7d) >= 1`,
      (h) =>
        `${h.count('search_made', h.is('term', each), h.last(7))} >= 1 AND NOT ${h.count('order_paid', h.last(7))} >= 1`,
    ),
  ),
  // dear and cheap tastes
  ...of([500, 1000, 2000, 3000], (price) =>
    audience(
      `mean(product_viewed.price, 60d) >= ${price} and count(product_viewed, 60d) >= 3`,
      (h) =>
        `${h.mean('product_viewed', 'price', h.last(60))} >= ${price} AND ${h.count('product_viewed', h.last(60))} >= 3`,
    ),
  ),
  ...of([1500, 2500, 3500], (amount) =>
    audience(
      `max(order_paid.amount, 365d) >= ${amount}`,
      (h) => `${h.max('order_paid', 'amount', h.last(365))} >= ${amount}`,
    ),
  ),
  ...of([3, 4, 5], (kinds) =>
    audience(
      `distinct(order_paid.category, 365d) >= ${kinds}`,
      (h) => `${h.distinct('order_paid', 'category', h.last(365))} >= ${kinds}`,
    ),
  ),
  // how they come
  ...of(cities, (city) =>
    audience(
      `count(store_visited where city = "${city}", 90d) >= 1`,
      (h) => `${h.count('store_visited', h.is('city', city), h.last(90))} >= 1`,
    ),
  ),
  ...of(cities, (city) =>
    audience(
      `count(store_visited where city = "${city}", 180d) >= 2 and count(order_paid where channel = "app", 180d) = 0`,
      (h) =>
        `${h.count('store_visited', h.is('city', city), h.last(180))} >= 2 AND ${h.count('order_paid', h.is('channel', 'app'), h.last(180))} = 0`,
    ),
  ),
  ...of(['app', 'web', 'store'], (channel) =>
    audience(
      `last(order_paid.channel) = "${channel}" and count(order_paid, 180d) >= 1`,
      (h) => `${h.lastText('order_paid', 'channel')} = '${channel}' AND ${h.count('order_paid', h.last(180))} >= 1`,
    ),
  ),
  ...of([10_000, 30_000], (dwell) =>
    audience(
      `mean(page_viewed.dwell_ms, 30d) >= ${dwell} and count(page_viewed, 30d) >= 5`,
      (h) =>
        `${h.mean('page_viewed', 'dwell_ms', h.last(30))} >= ${dwell} AND ${h.count('page_viewed', h.last(30))} >= 5`,
    ),
  ),
  // coupons
  ...of([20, 50, 80], (benefit) =>
    audience(
      `count(coupon_received where benefit >= ${benefit}, 30d) >= 1 and count(order_paid, 30d) = 0`,
      (h) =>
        `${h.count('coupon_received', h.least('benefit', benefit), h.last(30))} >= 1 AND ${h.count('order_paid', h.last(30))} = 0`,
    ),
  ),
  ...of([1, 2, 3], (times) =>
    audience(
      `count(coupon_received, 90d) >= ${times} and count(order_paid, 90d) >= 1`,
      (h) => `${h.count('coupon_received', h.last(90))} >= ${times} AND ${h.count('order_paid', h.last(90))} >= 1`,
    ),
  ),
  // trouble
  audience('count(after_sales_opened, 90d) >= 1', (h) => `${h.count('after_sales_opened', h.last(90))} >= 1`),
  audience(
    'count(after_sales_opened, 30d) >= 1 and sum(order_paid.amount, 365d) >= 5000',
    (h) =>
      `${h.count('after_sales_opened', h.last(30))} >= 1 AND ${h.sum('order_paid', 'amount', h.last(365))} >= 5000`,
  ),
  audience('count(after_sales_opened, 180d) >= 2', (h) => `${h.count('after_sales_opened', h.last(180))} >= 2`),
  // this month and last
  audience(
    'count(order_paid, this_month) >= 1 and count(order_paid, last_month) = 0',
    (h) => `${h.count('order_paid', h.thisMonth)} >= 1 AND ${h.count('order_paid', h.lastMonth)} = 0`,
  ),
  audience(
    'count(order_paid, last_month) >= 1 and count(order_paid, this_month) = 0',
    (h) => `${h.count('order_paid', h.lastMonth)} >= 1 AND ${h.count('order_paid', h.thisMonth)} = 0`,
  ),
  audience(
    'sum(order_paid.amount, this_month) > sum(order_paid.amount, last_month)',
    (h) => `${h.sum('order_paid', 'amount', h.thisMonth)} > ${h.sum('order_paid', 'amount', h.lastMonth)}`,
  ),
  audience('count(page_viewed, this_month) >= 10', (h) => `${h.count('page_viewed', h.thisMonth)} >= 10`),
  // ratios and shares
  audience(
    'sum(order_paid.amount, 90d) / count(order_paid, 90d) >= 2500',
    (h) => `${h.sum('order_paid', 'amount', h.last(90))} / nullIf(${h.count('order_paid', h.last(90))}, 0) >= 2500`,
  ),
  audience(
    'count(order_paid where category = "fridge", 365d) / count(order_paid, 365d) > 0.5',
    (h) =>
      `${h.count('order_paid', h.is('category', 'fridge'), h.last(365))} / nullIf(${h.count('order_paid', h.last(365))}, 0) > 0.5`,
  ),
  audience(
    'count(cart_added, 30d) >= 3 and count(order_paid, 30d) / count(cart_added, 30d) < 0.2',
    (h) =>
      `${h.count('cart_added', h.last(30))} >= 3 AND ${h.count('order_paid', h.last(30))} / ${h.count('cart_added', h.last(30))} < 0.2`,
  ),
  audience(
    'count(store_visited, 30d) >= 1 and count(order_paid, 30d) >= 1',
    (h) => `${h.count('store_visited', h.last(30))} >= 1 AND ${h.count('order_paid', h.last(30))} >= 1`,
  ),
  // sequences
  audience('sequence(product_viewed then cart_added within 2h then order_paid within 1d, 30d)', (h) =>
    h.funnel(['product_viewed', 'cart_added', 'order_paid'], [7200, 86_400], 30),
  ),
  audience('sequence(coupon_received then order_paid within 3d, 60d)', (h) =>
    h.funnel(['coupon_received', 'order_paid'], [259_200], 60),
  ),
  // by what others are
  audience(
    'in_audience(a2) and not in_audience(a8)',
    (h) => `${h.count('order_paid', h.last(30))} >= 1 AND NOT ${h.sum('order_paid', 'amount', h.last(90))} >= 3000`,
  ),
  audience(
    'in_audience(a15) and count(page_viewed, 7d) >= 1',
    (h) =>
      `${h.count('order_paid')} >= 2 AND ${h.latest('order_paid')} < ${h.ago(30)} AND ${h.count('page_viewed', h.last(7))} >= 1`,
  ),
];

export const nameOf = (index: number): string => `a${index}`;
