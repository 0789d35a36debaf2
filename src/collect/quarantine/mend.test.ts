import { describe, expect, test } from 'vitest';
import { mend } from './mend.ts';
import { mendTime } from './mend-time.ts';
import { type MendStep, mendStepsSchema } from './schemas.ts';

describe('a step changes what it names and nothing else', () => {
  const body = { event: 'order_payed', 'a.b': 1, properties: { amount: '¥1,299.00', channel: '小程序', old: null } };
  const cases: readonly [string, unknown, unknown][] = [
    [
      'rename moves a value',
      { type: 'rename', from: 'properties.amount', to: 'properties.paid' },
      { ...body, properties: { channel: '小程序', old: null, paid: '¥1,299.00' } },
    ],
    ['rename of what is not there', { type: 'rename', from: 'properties.x', to: 'y' }, body],
    ['rename_event', { type: 'rename_event', to: 'order_paid' }, { ...body, event: 'order_paid' }],
    [
      'cast reads numbers as people write them',
      { type: 'cast', path: 'properties.amount', to: 'number' },
      { ...body, properties: { ...body.properties, amount: 1299 } },
    ],
    ['cast leaves what it cannot read', { type: 'cast', path: 'properties.channel', to: 'number' }, body],
    [
      'set fills what is missing',
      { type: 'set', path: 'properties.old', value: 0 },
      { ...body, properties: { ...body.properties, old: 0 } },
    ],
    ['set leaves what is there', { type: 'set', path: 'event', value: 'x' }, body],
    [
      'set always',
      { type: 'set', path: 'context.app.name', value: 'shop', when: 'always' },
      { ...body, context: { app: { name: 'shop' } } },
    ],
    [
      'map',
      { type: 'map', path: 'properties.channel', values: { 小程序: 'miniapp' } },
      { ...body, properties: { ...body.properties, channel: 'miniapp' } },
    ],
    [
      'remove',
      { type: 'remove', path: 'properties.old' },
      { ...body, properties: { amount: '¥1,299.00', channel: '小程序' } },
    ],
    [
      'a key with a dot is one key',
      { type: 'remove', path: 'a.b' },
      { event: 'order_payed', properties: body.properties },
    ],
  ];
  test.each(cases)('%s', (_what, step, expected) => {
    expect(mend(body, mendStepsSchema.parse([step]))).toEqual(expected);
  });

  test('steps follow each other, and a body that is no object stays', () => {
    const steps: readonly MendStep[] = mendStepsSchema.parse([
      { type: 'rename', from: 'Quantity', to: 'quantity' },
      { type: 'cast', path: 'quantity', to: 'integer' },
    ]);
    expect(mend({ Quantity: '6' }, steps)).toEqual({ quantity: 6 });
    expect(mend('not an object', steps)).toBe('not an object');
  });

  test('no step reaches the prototype', () => {
    for (const path of ['__proto__.x', 'a.__proto__', 'constructor.prototype'])
      expect(mendStepsSchema.safeParse([{ type: 'set', path, value: 1 }]).success).toBe(false);
  });
});

describe('a time as people write it becomes the same moment in ISO 8601', () => {
  test.each([
    ['ymd', '2026/3/5 14:05', '2026-03-05T06:05:00.000Z'],
    ['ymd', '2026年3月5日 14时05分30秒', '2026-03-05T06:05:30.000Z'],
    ['ymd', '2026-03-05', '2026-03-04T16:00:00.000Z'],
    ['ymd', '2026.3.5 9:5:7.25', '2026-03-05T01:05:07.250Z'],
    ['dmy', '5.3.2026 14:05', '2026-03-05T06:05:00.000Z'],
    ['mdy', '3/5/2026', '2026-03-04T16:00:00.000Z'],
    ['epoch_s', '1772690700', '2026-03-05T06:05:00.000Z'],
    ['epoch_ms', 1772690700000, '2026-03-05T06:05:00.000Z'],
    ['iso', '2026-03-05 14:05:00', '2026-03-05T06:05:00.000Z'],
    ['iso', '2026-03-05T06:05:00Z', '2026-03-05T06:05:00.000Z'],
    ['ymd', '2026-02-31', undefined],
    ['ymd', '5/3/2026', undefined],
    ['epoch_s', 'soon', undefined],
    ['iso', {}, undefined],
  ] as const)('%s %s', (format, written, expected) => {
    expect(mendTime(written, { format, offset: '+08:00' })).toBe(expected);
  });
});
