import type {
  Decision,
  DecisionsAnswer,
  ProgramAnswer,
  RoundAnswer,
  RoundSummary,
  Step,
} from '../../src/loop/schemas.ts';
import { roundStepNames } from '../../src/loop/schemas.ts';
import { daysAgo, draw, minutesAgo } from './draw.ts';
import { mockResults, modelAgainst } from './mock-results.ts';
import { liveRound, liveShare } from './mock-live.ts';

export const programTitle = { zh: '老客复购', en: 'Repurchase' };
const offers = [
  { name: 'spend200-save20', title: { zh: '满 200 减 20', en: 'Spend 200, save 20' } },
  { name: 'come-back-tomorrow', title: { zh: '次日返场券', en: 'Come back tomorrow' } },
  { name: 'voucher30', title: { zh: '30 元代金券', en: 'Voucher of 30' } },
] as const;
const channels = [
  { name: 'sms', title: { zh: '短信', en: 'SMS' } },
  { name: 'app_push', title: { zh: 'App 推送', en: 'App push' } },
  { name: 'wechat', title: { zh: '企业微信', en: 'WeCom' } },
] as const;

const asOfDays: Readonly<Record<number, number>> = { 1: 95, 2: 63, 3: 31, 4: 0 };

const summary = (round: number): RoundSummary => {
  const running = round === 4;
  return {
    round,
    asOf: daysAgo(asOfDays[round] ?? 0),
    horizonEnd: daysAgo((asOfDays[round] ?? 0) - 30),
    state: running ? 'running' : 'done',
    people: 14990,
    budgetMinor: 5_000_000,
    spentMinor: running ? 0 : 3_912_400 + round * 210_000,
    earnedMinor: running ? null : modelAgainst(mockResults(round), 'holdout'),
    notes:
      round === 1
        ? [
            {
              en: 'Too little to learn from yet: 4 of 31 training rows reached the goal. Until then the model group is drawn at random.',
              zh: '可供学习的数据还太少：31 个训练样本中有 4 个达成目标。在此之前模型组随机抽取。',
            },
          ]
        : [],
  };
};

export const mockRounds = (): readonly RoundSummary[] => [1, 2, 3, ...(liveRound() ? [4] : [])].map(summary);

export const mockProgram = (): ProgramAnswer => {
  const pooled = mockResults(9, 3);
  return {
    name: 'repurchase',
    title: programTitle,
    state: 'published',
    currency: 'CNY',
    rounds: [...mockRounds()],
    earnedMinor: modelAgainst(pooled, 'holdout'),
    spec: {
      goal: { event: 'order_paid', value: 'margin', horizonDays: 30 },
      who: { condition: 'count(order_paid, 365d) >= 1' },
      model: 'repurchase-30d',
      offers: offers.map(({ name }) => name),
      channels: channels.map(({ name }) => name),
      limits: { budget: '50000 CNY', contact: { days: 7, max: 2 }, capacity: { sms: 100000 } },
      groups: { holdout: '5%', random: '10%', rule: { share: '10%', name: 'rfm-top' }, model: '75%' },
      exploration: '5%',
      language: 'zh',
      purpose: 'marketing',
      schedule: 'monthly',
    },
    offers: [...offers],
    channels: [...channels],
    pooled,
  };
};

const steps = (running: boolean): Step[] => {
  const at = Math.floor(liveShare() * roundStepNames.length);
  const figures: readonly Readonly<Record<string, number>>[] = [
    { people: 14990, features: 24 },
    { rows: 42310, trees: 180 },
    { people: 14990 },
    { candidates: 134910, chosen: 4461 },
    { coupons: 4461 },
    { messages: 4461, delivered: 4292 },
    { days: 30 },
    { groups: 4 },
  ];
  return roundStepNames.map((name, index) => ({
    name,
    state: !running || index < at ? 'done' : index === at ? 'running' : 'waiting',
    startedAt: !running || index <= at ? minutesAgo(12 - index) : null,
    finishedAt: !running || index < at ? minutesAgo(12 - index - 0.2 - 0.09 * ((index * 7) % 5)) : null,
    figures: !running || index < at ? (figures[index] ?? {}) : {},
  }));
};

const featureWords = [
  ['orders_180d', '近 180 天订单数', 'Orders in 180 days', 0.24],
  ['days_since_order', '距上次下单天数', 'Days since the last order', 0.19],
  ['views_14d', '近 14 天浏览数', 'Products viewed in 14 days', 0.14],
  ['cart_30d', '近 30 天加购数', 'Carts in 30 days', 0.11],
  ['filter_age', '滤芯使用天数', 'Days since a filter was bought', 0.1],
  ['gmv_365d', '近一年消费额', 'Spent in a year', 0.08],
  ['coupons_used', '历史用券次数', 'Coupons used', 0.06],
  ['after_sales_90d', '近 90 天售后次数', 'After-sales in 90 days', 0.04],
  ['store_visits', '到店次数', 'Store visits', 0.02],
  ['city_tier', '城市等级', 'City tier', 0.02],
] as const;

export const mockFeatures = featureWords.map(([feature, zh, en, share]) => ({ feature, title: { zh, en }, share }));

export const mockRound = (round: number): RoundAnswer => {
  const running = round === 4;
  return {
    ...summary(round),
    program: 'repurchase',
    title: programTitle,
    currency: 'CNY',
    steps: steps(running),
    error: null,
    messagesWaiting: round === 3 ? { messages: 1240, until: '2026-11-23T16:00:00.000Z' } : null,
    plan: {
      people: 14238,
      candidates: 134910,
      chosen: 4461,
      budgetMinor: 5_000_000,
      plannedCostMinor: 4_981_260,
      plannedValueMinor: 18_420_300,
      boundMinor: 18_421_950,
      gap: 0.0000896,
      prices: [
        { resource: 'budget', price: 1.84, used: 4_981_260, limit: 5_000_000 },
        { resource: 'capacity:sms', price: 0, used: 2210, limit: 100000 },
        { resource: 'stock:voucher30', price: 320, used: 1200, limit: 1200 },
      ],
      offers: offers.flatMap((offer, index) =>
        (['model', 'rule', 'random'] as const).map((group) => ({
          offer: offer.name,
          title: offer.title,
          channel: channels[(index + (group === 'rule' ? 1 : 0)) % 3]?.name ?? 'sms',
          group,
          people: Math.round((group === 'model' ? 1162 : 162) * (1.4 - index * 0.3)),
          plannedCostMinor: Math.round((group === 'model' ? 1_300_000 : 170_000) * (1.4 - index * 0.3)),
        })),
      ),
    },
    model: {
      name: 'repurchase-30d',
      title: { zh: '30 天复购倾向', en: 'Buys again within 30 days' },
      version: `2026-1${round - 1}-01.${round}`,
      trainedAt: minutesAgo(11),
      rows: 42310,
      positives: 2031,
      auc: 0.784,
      logLoss: 0.1712,
      liftTopDecile: 3.92,
      calibration: Array.from({ length: 10 }, (_, index) => {
        const predicted = 0.004 + 0.0031 * index ** 1.9;
        return { predicted, observed: predicted * (1 + (((index * 37) % 11) - 5) / 45), rows: 1499 };
      }),
      importance: mockFeatures,
      effect: { rows: 6210, method: 'trees', qini: 0.062 },
    },
    results: running ? null : mockResults(round),
  };
};

export const mockDecisions = (filter: URLSearchParams): DecisionsAnswer => {
  const group = filter.get('group');
  const offer = filter.get('offer');
  const start = Number(filter.get('after') ?? '0');
  const all = Array.from({ length: 160 }, (_, index) => decision(index));
  const found = all.filter((one) => (group === null || one.group === group) && (offer === null || one.offer === offer));
  return { decisions: found.slice(start, start + 50), next: start + 50 < found.length ? String(start + 50) : null };
};

export const decision = (index: number): Decision => {
  const { next, int, pick } = draw(index + 1);
  const group = pick(['model', 'model', 'model', 'model', 'rule', 'random', 'holdout']);
  const treated = group !== 'holdout' && next() < 0.7;
  const candidates = offers.flatMap((offer) =>
    channels.slice(0, 2).map((channel) => {
      const costMinor = int(300, 2400);
      const valueMinor = int(200, 7200);
      return {
        offer: offer.name,
        channel: channel.name,
        valueMinor,
        costMinor,
        netMinor: valueMinor - costMinor,
        chosen: false,
      };
    }),
  );
  const ranked = candidates
    .toSorted((a, b) => b.netMinor - a.netMinor)
    .map((candidate, rank) => ({ ...candidate, chosen: treated && rank === 0 }));
  const best = ranked[0];
  return {
    decisionId: `d-${index}`,
    profileId: String(10_000_000_000_000_000n + BigInt(index) * 7919n),
    person: `user_id:u-${10230 + index * 13}`,
    program: 'repurchase',
    round: 3,
    at: daysAgo(31),
    group,
    offer: treated && best !== undefined ? best.offer : null,
    channel: treated && best !== undefined ? best.channel : null,
    score: group === 'holdout' ? null : 0.01 + next() * 0.3,
    valueMinor: treated && best !== undefined ? best.valueMinor : 0,
    costMinor: treated && best !== undefined ? best.costMinor : 0,
    propensity: group === 'model' ? 0.95 : 1 / 7,
    candidates: group === 'holdout' ? [] : ranked,
    reasons:
      group === 'holdout'
        ? [
            {
              zh: '属于空白对照组：不触达，用于衡量真实增量。',
              en: 'In the holdout: left alone, so that the true effect can be measured.',
            },
          ]
        : treated
          ? [
              {
                zh: '预计增量毛利 62.4 元，高于成本 18.0 元与当前预算影子价格。',
                en: 'Expected to add ¥62.40 of margin, more than its cost of ¥18.00 at the present price of budget.',
              },
              {
                zh: '30 元代金券的预计增量更高，但库存已用完。',
                en: 'The voucher of 30 would add more, but its stock is used up.',
              },
              {
                zh: '短信优于 App 推送：该用户近 90 天未打开 App。',
                en: 'SMS rather than app push: the app has not been opened for 90 days.',
              },
            ]
          : [{ zh: '没有一个权益的预计增量高于其成本。', en: 'No offer is expected to add more than it costs.' }],
  };
};
