import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { expect, test } from 'vitest';
import { inWords } from './in-words.ts';

const titles = new Map([
  ['order_paid', { zh: '支付订单', en: 'Order paid' }],
  ['$page', { zh: '访问页面', en: 'Page viewed' }],
]);

test.each([
  [
    'count(order_paid where amount >= 300, 90d)',
    '近 90 天内「支付订单」（amount ≥ 300）的次数',
    'number of "Order paid" where amount ≥ 300, in the last 90 days',
  ],
  ['days_since(order_paid)', '「支付订单」最近一次距今的天数', 'days since the last "Order paid"'],
  [
    'sum(order_paid.discount, 365d) / sum(order_paid.amount, 365d)',
    '近 365 天内「支付订单」的 discount 合计 ÷ 近 365 天内「支付订单」的 amount 合计',
    'sum of discount over "Order paid", in the last 365 days ÷ sum of amount over "Order paid", in the last 365 days',
  ],
  ['count($page, this_month)', '本月「访问页面」的次数', 'number of "Page viewed", this month'],
  ['trait("level")', '属性 level', 'trait level'],
])('%s', (expression, zh, en) => {
  expect(inWords(expression, titles)).toEqual({ zh, en });
});

test('every feature of the example brand can be told in both languages', () => {
  const text = readFileSync(new URL('../../../examples/lanjia/features.yaml', import.meta.url), 'utf8');
  for (const document of parseAllDocuments(text)) {
    const { zh, en } = inWords(String(document.getIn(['spec', 'expression'])), titles);
    expect(zh).toMatch(/[一-鿿]/u);
    expect(en.length).toBeGreaterThan(10);
    expect(`${zh} ${en}`).not.toContain('undefined');
  }
});
