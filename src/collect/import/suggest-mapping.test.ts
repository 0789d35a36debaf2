import { expect, test } from 'vitest';
import { parseMapping } from './mapping.ts';
import { guessOf, suggestMapping } from './suggest-mapping.ts';

test.each([
  ['手机号', ['13800001111', '139 0000 1111'], 'phone'],
  ['手机', ['138', '13800000002', 'x'], 'phone'],
  ['mail', ['a@b.cn'], 'email'],
  ['CustomerID', ['17850'], 'identifier'],
  ['click_timestamp', ['1506826800026'], 'time'],
  ['下单时间', ['2026/1/3 8:05'], 'time'],
  ['amount', ['1.5', '-2'], 'number'],
  ['city', ['上海'], 'text'],
  ['nothing', [], 'empty'],
] as const)('%s with %j is taken for %s', (name, values, guess) => expect(guessOf(name, values)).toBe(guess));

test('a suggested mapping is one that can be used as it stands', () => {
  const column = (name: string, guess: 'time' | 'phone' | 'number' | 'text' | 'identifier', example: string) => ({
    name,
    guess,
    examples: [example],
  });
  const yaml = suggestMapping(
    [
      column('会员编号', 'identifier', 'm1'),
      column('手机号', 'phone', '13800001111'),
      column('下单时间', 'time', '2026/1/3 8:05'),
      column('实付金额', 'number', '12.5'),
      column('City Name', 'text', '上海'),
    ],
    '订单 2026.csv.gz',
    { delimiter: ';', encoding: 'gbk' },
  );
  expect(parseMapping(yaml)).toMatchObject({
    source: '2026',
    delimiter: ';',
    encoding: 'gbk',
    time: { column: '下单时间', pattern: 'yyyy/M/d H:mm' },
    ids: { user_id: '会员编号', phone: '手机号' },
    value: '实付金额',
    properties: { amount: { number: '实付金额' }, city_name: { text: 'City Name' } },
  });
});
