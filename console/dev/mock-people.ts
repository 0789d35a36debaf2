import type { PersonAnswer } from '../../src/app/person/schemas.ts';
import type { PeopleAnswer } from '../../src/profile/schemas.ts';
import { daysAgo, draw, minutesAgo } from './draw.ts';
import { mockFeatures } from './mock-programs.ts';

const names = ['陈静', '王磊', '李思雨', '赵敏', '周航', '吴倩', '郑凯', '孙悦', null] as const;

const row = (index: number): PeopleAnswer['people'][number] => {
  const { int, pick } = draw(index + 5);
  return {
    profileId: String(10_000_000_000_000_000n + BigInt(index) * 7919n),
    name: pick(names),
    ids: [
      {
        type: 'user_id',
        value: `u-${10230 + index * 13}`,
        sensitive: false,
        firstSeen: daysAgo(420),
        lastSeen: minutesAgo(int(1, 4000)),
      },
      { type: 'phone', value: 'b81f0c92e7a4d311', sensitive: true, firstSeen: daysAgo(400), lastSeen: daysAgo(12) },
      {
        type: 'wechat_unionid',
        value: `oX3${int(1e6, 9e6)}`,
        sensitive: false,
        firstSeen: daysAgo(210),
        lastSeen: daysAgo(2),
      },
      {
        type: 'device_id',
        value: `8f2c-${int(1000, 9999)}`,
        sensitive: false,
        firstSeen: daysAgo(98),
        lastSeen: daysAgo(1),
      },
    ],
    firstSeen: daysAgo(420),
    lastSeen: minutesAgo(int(1, 4000)),
    events: int(6, 420),
  };
};

export const mockPeople = (query: string): PeopleAnswer =>
  query === 'nobody'
    ? { people: [], total: 0 }
    : query === ''
      ? { people: Array.from({ length: 24 }, (_, index) => row(index)), total: 20_012 }
      : { people: [row(3)], total: 1 };

export const mockPerson = (profileId: string): PersonAnswer => {
  const index = Number((BigInt(profileId) - 10_000_000_000_000_000n) / 7919n);
  const { next, int } = draw(index + 900);
  return {
    ...row(index),
    name: row(index).name ?? '陈静',
    traits: { city: '杭州', member_level: '金卡', birthday_month: 6, subscribed: true },
    tags: [
      {
        tag: 'life_cycle',
        title: { zh: '生命周期', en: 'Life cycle' },
        type: 'rule',
        value: 'mature',
        valueTitle: { zh: '成熟期', en: 'Mature' },
        since: daysAgo(40),
      },
    ],
    audiences: [{ name: 'loyal', title: { zh: '忠诚客户', en: 'Loyal customers' }, since: daysAgo(9) }],
    activity: [
      {
        name: 'product_viewed',
        title: { zh: '浏览商品', en: 'Product viewed' },
        events: 112,
        first: daysAgo(400),
        last: daysAgo(1),
      },
      {
        name: 'order_paid',
        title: { zh: '支付订单', en: 'Order paid' },
        events: 9,
        first: daysAgo(380),
        last: daysAgo(12),
      },
    ],
    features: mockFeatures.map(({ feature, title }) => {
      const value = feature === 'filter_age' ? null : int(0, 300);
      const history = [60, 30, 0].map((days) => ({ asOf: daysAgo(days), value: days === 0 ? value : int(0, 300) }));
      return { name: feature, title, value, unit: feature.startsWith('days') ? { zh: '天', en: 'd' } : null, history };
    }),
    featuresAsOf: minutesAgo(300),
    scores: [
      {
        model: 'repurchase-30d',
        title: { zh: '30 天复购倾向', en: 'Buys again within 30 days' },
        version: '2026-11-01.4',
        asOf: minutesAgo(300),
        score: 0.184,
        percentile: 0.93,
        reasons: mockFeatures
          .slice(0, 7)
          .map(({ feature, title }) => ({ feature, title, value: int(0, 90), contribution: (next() - 0.35) * 0.9 })),
        history: [60, 30, 0].map((days) => ({ asOf: daysAgo(days), value: 0.1 + next() / 5 })),
      },
    ],
    decisions: [],
    messages: [
      {
        key: 'repurchase/3/1/sms',
        channel: 'sms',
        channelTitle: { zh: '短信', en: 'SMS' },
        program: 'repurchase',
        round: 3,
        title: '您的满减券到账',
        state: 'sent',
        error: null,
        queuedAt: daysAgo(31),
        sendAfter: daysAgo(31),
        settledAt: daysAgo(31),
      },
    ],
    consent: { purposes: [], channels: [], states: [] },
    coupons: [
      {
        code: 'LJ-7Q2M-04',
        coupon: 'spend200-save20',
        title: { zh: '满 200 减 20', en: 'Spend 200, save 20' },
        program: 'repurchase',
        round: 3,
        state: 'redeemed',
        issuedAt: daysAgo(31),
        redeemedAt: daysAgo(27),
      },
      {
        code: 'LJ-1F9C-88',
        coupon: 'voucher30',
        title: { zh: '30 元代金券', en: 'Voucher of 30' },
        program: 'repurchase',
        round: 2,
        state: 'expired',
        issuedAt: daysAgo(63),
        redeemedAt: null,
      },
    ],
    merges: [{ at: daysAgo(210), from: '18230459120934', into: profileId, link: 'phone', eventId: '0192-77' }],
  };
};
