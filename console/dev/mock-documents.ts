import { z } from 'zod';
import type { ApplyAnswer, DocumentAnswer, DocumentsAnswer, KindsAnswer } from '../../src/documents/schemas.ts';
import { programSpecSchema } from '../../src/loop/schemas.ts';
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
      ['Program', '运营计划', 'Program', 1],
    ] as const
  ).map(([kind, zh, en, documents]) => ({
    kind,
    plural: `${kind}s`,
    title: { zh, en },
    documents,
    schema: z.toJSONSchema(programSpecSchema, { io: 'input', unrepresentable: 'any' }),
  })),
});

const row = {
  kind: 'Program',
  name: 'repurchase',
  title: { zh: '老客复购', en: 'Repurchase' },
  version: 3,
  state: 'published',
  revision: 7,
  updatedAt: daysAgo(2),
  updatedBy: '林岚',
} as const;

export const mockDocuments = (kind: string): DocumentsAnswer => ({
  documents:
    kind === 'Audience'
      ? []
      : [
          { ...row, kind },
          {
            ...row,
            kind,
            name: 'reactivation',
            title: { zh: '沉睡唤醒', en: 'Reactivation' },
            version: 1,
            state: 'draft',
            updatedAt: daysAgo(0.2),
          },
        ],
});

export const mockDocument = (kind: string, name: string): DocumentAnswer => ({
  document: { ...row, kind, name },
  spec: {},
  yaml,
  problems: [],
  history: [
    { version: 3, state: 'published', at: daysAgo(2), by: '林岚', yaml },
    {
      version: 2,
      state: 'archived',
      at: daysAgo(40),
      by: '林岚',
      yaml: yaml.replace('50000 CNY', '40000 CNY').replace('  exploration: 5%\n', ''),
    },
    {
      version: 1,
      state: 'archived',
      at: daysAgo(97),
      by: 'demo',
      yaml: yaml.replace('50000 CNY', '30000 CNY').replace(', wechat', '').replace('  exploration: 5%\n', ''),
    },
  ],
});

/** A dry run that finds a budget without a currency, so that located problems can be looked at. */
export const mockApply = (text: string): ApplyAnswer => {
  const line = text.split('\n').findIndex((one) => /budget: \d+\s*$/.test(one)) + 1;
  const problems =
    line === 0
      ? []
      : [
          {
            severity: 'error' as const,
            path: 'spec.limits.budget',
            line,
            column: 13,
            message: { zh: '金额需带币种，例如 "50000 CNY"', en: 'an amount such as "50000 CNY"' },
          },
        ];
  return {
    applied: false,
    documents: [
      {
        kind: 'Program',
        name: 'repurchase',
        file: '',
        line: 1,
        outcome: problems.length > 0 ? 'problem' : 'updated',
        version: null,
        problems,
      },
    ],
    problems: [],
  };
};
