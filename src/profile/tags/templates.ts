import type { Words } from '../../platform/schemas.ts';

export type TagTemplate = {
  readonly name: string;
  readonly title: Words;
  readonly remark: Words;
  /** The document, for the brand to change. */
  readonly yaml: string;
};

/**
 * Ready-made tags of a brand that sells.
 * @param event what paying for an order is called
 * @param amount its property with the money, in major units
 */
export const tagTemplates = ({
  event = 'order_paid',
  amount = 'amount',
}: { readonly event?: string; readonly amount?: string } = {}): readonly TagTemplate[] => {
  const paid = /^[A-Za-z_]\w*$/.test(event) ? event : JSON.stringify(event);
  const spent = /^[A-Za-z_]\w*$/.test(amount) ? amount : `\`${amount}\``;
  return [
    {
      name: 'life_cycle',
      title: { zh: '生命周期', en: 'Life cycle' },
      remark: {
        zh: '新客、活跃、成长、成熟、沉睡、流失。天数与次数都写在文档里，改成品牌自己的。',
        en: 'New, active, growing, mature, dormant, lost. The days and numbers stand in the document: make them the brand’s own.',
      },
      yaml: lifeCycleYaml(paid),
    },
    {
      name: 'value_tier',
      title: { zh: '价值等级', en: 'Value tier' },
      remark: {
        zh: '近 365 天有消费的客户按消费额分四档：前 5%、前 20%、前 50%、其余；每月 1 日重定分界。',
        en: 'Customers of the last 365 days in four tiers by what they spent: the top 5%, 20%, 50% and the rest; cut anew on the first of each month.',
      },
      yaml: valueTierYaml(paid, spent),
    },
  ];
};

const lifeCycleYaml = (paid: string): string => `kind: Tag
name: life_cycle
title: { zh: 生命周期, en: Life cycle }
spec:
  type: rule
  category: { zh: 生命周期, en: Life cycle }
  remark:
    zh: 自上而下，取第一个满足的条件；从未付费的没有阶段。
    en: The first condition that holds decides. Who never paid has no stage.
  values:
    - { value: new, title: { zh: 新客, en: New }, when: 'days_since_first(${paid}) <= 30' }
    - { value: active, title: { zh: 活跃, en: Active }, when: 'days_since(${paid}) <= 180 and count(${paid}, 365d) <= 1' }
    - { value: growing, title: { zh: 成长, en: Growing }, when: 'days_since(${paid}) <= 180 and count(${paid}, 365d) <= 3' }
    - { value: mature, title: { zh: 成熟, en: Mature }, when: 'days_since(${paid}) <= 180' }
    - { value: dormant, title: { zh: 沉睡, en: Dormant }, when: 'days_since(${paid}) <= 365' }
    - { value: lost, title: { zh: 流失, en: Lost }, when: 'count(${paid}) >= 1' }
`;

const valueTierYaml = (paid: string, spent: string): string => `kind: Tag
name: value_tier
title: { zh: 价值等级, en: Value tier }
spec:
  type: ranked
  category: { zh: 价值/等级, en: Value/Tier }
  remark:
    zh: top 从最高者算起，最后一档为其余的人。
    en: top counts from the best; the last tier takes the rest.
  by: 'sum(${paid}.${spent}, 365d)'
  among: 'count(${paid}, 365d) >= 1'
  every: month
  shares:
    - { value: L1, title: { zh: L1 顶级, en: L1 top }, top: 5% }
    - { value: L2, title: { zh: L2 高价值, en: L2 high }, top: 20% }
    - { value: L3, title: { zh: L3 中价值, en: L3 middle }, top: 50% }
    - { value: L4, title: { zh: L4 一般, en: L4 ordinary } }
`;
