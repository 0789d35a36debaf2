import type { DocumentAnswer, DocumentsAnswer, KindsAnswer } from '../src/api/documents-schemas.ts';
import { daysAgo } from './draw.ts';

const yaml = `kind: Program
name: repurchase
title:
  zh: 老客复购
  en: Repurchase
spec:
  goal: { event: order_paid, value: margin, horizonDays: 30 }
  who: { condition: "count(order_paid, 365d) >= 1" }
  model: repurchase-30d
  offers: [spend200-save20, come-back-tomorrow, voucher30]
  channels: [sms, app_push, wechat]
  limits:
    budget: 50000 CNY
    contact: { days: 7, max: 2 }
    capacity: { sms: 100000 }
  groups:
    holdout: 5%
    random: 10%
    rule: { share: 10%, name: rfm-top }
    model: 75%
  exploration: 5%
  schedule: monthly
`;

export const mockKinds = (): KindsAnswer => ({
  kinds: (
    [
      ['EventDefinition', '事件定义', 'Event definition', 12],
      ['Feature', '特征', 'Feature', 24],
      ['Audience', '人群', 'Audience', 5],
      ['Model', '模型', 'Model', 1],
      ['Offer', '权益', 'Offer', 3],
      ['Coupon', '优惠券', 'Coupon', 3],
      ['Channel', '渠道', 'Channel', 3],
      ['Program', '运营方案', 'Program', 1],
    ] as const
  ).map(([kind, zh, en, documents]) => ({ kind, title: { zh, en }, documents })),
});

const row = { kind: 'Program', name: 'repurchase', title: { zh: '老客复购', en: 'Repurchase' }, version: 3, state: 'published', updatedAt: daysAgo(2), updatedBy: '林岚' } as const;

export const mockDocuments = (kind: string): DocumentsAnswer => ({
  documents: kind === 'Audience' ? [] : [{ ...row, kind }, { ...row, kind, name: 'reactivation', title: { zh: '沉睡唤醒', en: 'Reactivation' }, version: 1, state: 'draft', updatedAt: daysAgo(0.2) }],
});

export const mockDocument = (kind: string, name: string): DocumentAnswer => ({
  document: { ...row, kind, name },
  yaml,
  problems: [],
  history: [
    { version: 3, state: 'published', at: daysAgo(2), by: '林岚', yaml },
    { version: 2, state: 'archived', at: daysAgo(40), by: '林岚', yaml: yaml.replace('50000 CNY', '40000 CNY').replace('  exploration: 5%\n', '') },
    { version: 1, state: 'archived', at: daysAgo(97), by: 'demo', yaml: yaml.replace('50000 CNY', '30000 CNY').replace(', wechat', '').replace('  exploration: 5%\n', '') },
  ],
});
