import type { QuarantineAnswer, QuarantineRowsAnswer } from '../../src/collect/quarantine/schemas.ts';
import type { ArrivalsAnswer, LoggedEvent } from '../../src/collect/schemas.ts';
import { draw, minutesAgo } from './draw.ts';

const names = [
  ['product_viewed', '浏览商品', 'Product viewed', 231_204],
  ['cart_added', '加入购物车', 'Added to cart', 61_280],
  ['$message_sent', '消息已发送', 'Message sent', 44_120],
  ['order_placed', '下单', 'Order placed', 21_930],
  ['order_paid', '支付', 'Order paid', 18_412],
  ['order_delivered', '送达', 'Order delivered', 17_903],
  ['store_visited', '到店', 'Store visited', 9_214],
  ['after_sales_opened', '发起售后', 'After-sales opened', 1_902],
] as const;

const rangeShape = { hour: [60, 60], day: [48, 1800], month: [30, 86_400], all: [78, 604_800] } as const;

export const mockArrivals = (range: string): ArrivalsAnswer => {
  const [count, bucketSeconds] =
    range === 'hour' || range === 'month' || range === 'all' ? rangeShape[range] : rangeShape.day;
  const { next } = draw(count);
  const buckets = Array.from({ length: count }, (_, index) => ({
    at: new Date(
      Math.floor(Date.now() / 1000 / bucketSeconds) * bucketSeconds * 1000 - (count - 1 - index) * bucketSeconds * 1000,
    ).toISOString(),
    events: Math.round((bucketSeconds / 3.2) * (0.7 + 0.5 * Math.sin(index / 5) + next() * 0.35)),
  }));
  return {
    now: new Date().toISOString(),
    buckets,
    bucketSeconds,
    total: buckets.reduce((sum, { events }) => sum + events, 0),
    byName: names.map(([name, zh, en, events], index) => ({
      name,
      title: { zh, en },
      defined: index !== 6,
      events,
      people: Math.round(events / 11),
      lastSeen: minutesAgo(index * index * 0.7 + 0.1),
    })),
    bySource: [
      { source: 'web', events: 287_420, lastSeen: minutesAgo(0.1) },
      { source: 'app', events: 81_200, lastSeen: minutesAgo(0.6) },
      { source: 'pos', events: 32_004, lastSeen: minutesAgo(190) },
      { source: 'gyre', events: 12_246, lastSeen: minutesAgo(61) },
    ],
  };
};

export const mockEvent = (index: number, minutes: number): LoggedEvent => {
  const { pick, int } = draw(index + 77);
  const [name, zh, en] = pick(names);
  const paid = name.startsWith('order_');
  return {
    eventId: `0192-${index}`,
    name,
    title: { zh, en },
    at: minutesAgo(minutes),
    receivedAt: minutesAgo(minutes - 0.02),
    source: pick(['web', 'app', 'web', 'pos']),
    profileId: String(10_000_000_000_000_000n + BigInt(int(0, 150)) * 7919n),
    ids: { user_id: `u-${int(10230, 12200)}` },
    properties: paid
      ? {
          order_id: `o-${int(1000, 9999)}`,
          amount: int(99, 4999),
          margin: int(20, 900),
          category: pick(['净水器', '空气炸锅', '滤芯', '吸尘器']),
        }
      : { product: pick(['净水器 P3', '滤芯 F2', '吸尘器 V8']), seconds: int(3, 240) },
    value: paid ? int(99, 4999) : null,
    currency: paid ? 'CNY' : '',
  };
};

export const mockEvents = (start: number, count: number, stepMinutes: number): LoggedEvent[] =>
  Array.from({ length: count }, (_, index) => mockEvent(start + index, (start + index) * stepMinutes + 0.05));

export const mockQuarantine = (): QuarantineAnswer => ({
  groups: [
    {
      source: 'web',
      reason: 'missing_property',
      title: { zh: '缺少必填属性“金额”', en: 'The required property “amount” is missing' },
      name: 'order_paid',
      format: 'segment',
      firstSeen: minutesAgo(5000),
      rows: 31,
      lastSeen: minutesAgo(44),
    },
    {
      source: 'pos',
      reason: 'wrong_type',
      title: { zh: '金额不是数字', en: 'An amount is not a number' },
      name: 'order_paid',
      format: 'segment',
      firstSeen: minutesAgo(4000),
      rows: 4,
      lastSeen: minutesAgo(3000),
    },
    {
      source: 'app',
      reason: 'future_time',
      title: { zh: '事件时间在未来', en: 'The event lies in the future' },
      name: 'store_visited',
      format: 'segment',
      firstSeen: minutesAgo(9001),
      rows: 2,
      lastSeen: minutesAgo(9000),
    },
  ],
  total: 37,
  byState: { open: 37, replayed: 0, discarded: 0 },
});

export const mockQuarantineRows = (source: string, reason: string): QuarantineRowsAnswer => ({
  rows: Array.from({ length: 4 }, (_, index) => ({
    id: `q-${index}`,
    source,
    reason,
    name: 'order_paid',
    format: 'segment',
    state: 'open',
    firstBody: null,
    detail: 'properties.amount: required, but missing',
    body: JSON.stringify({
      type: 'track',
      event: 'order_paid',
      userId: `u-${10400 + index}`,
      properties: { order_id: `o-${index}`, coupon_code: 'LJ-2F9K' },
    }),
    receivedAt: minutesAgo(44 + index * 7),
  })),
  next: null,
});
